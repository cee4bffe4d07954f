namespace OrleansStream.Encoding;

/// <summary>The identity of keys of a type that the engine cannot compare by itself: arrays, classes compared by reference,
/// types with an equality of their own. Registered with <see cref="JobEncoding.Register{T}(KeyComparer{T})"/>.</summary>
/// <typeparam name="T">The key's type.</typeparam>
/// <remarks>Instances are used by many threads at once. Null keys never reach them: the engine knows null itself.</remarks>
public abstract class KeyComparer<T>
{
    /// <summary>A name that is stored with checkpoints: change it when the identity changes, never otherwise.</summary>
    public abstract string Name { get; }

    /// <summary>A hash that is the same in every process and release; <see cref="object.GetHashCode"/> of strings is not.
    /// Build it with <see cref="KeyHash"/>.</summary>
    /// <param name="key">The key, not null.</param>
    /// <returns>Equal keys give equal hashes.</returns>
    public abstract ulong Hash(T key);

    /// <summary>Whether two keys are the same key.</summary>
    /// <param name="left">A key, not null.</param>
    /// <param name="right">A key, not null.</param>
    public abstract bool Equals(T left, T right);
}
