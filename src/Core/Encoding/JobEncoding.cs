using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansStream.Encoding;

/// <summary>The codecs and key identities of one version of a job.</summary>
/// <remarks>
/// <para>Thread-safe. Register codecs and comparers first: once a type has been used, what was made for it stays.</para>
/// <para>
/// It owns everything that was compiled for the job's types, so that their assemblies can be unloaded with it.
/// System.Text.Json, which is asked for the members of types, keeps accessors of them for about a second and drops them when
/// it is next asked about a type: until then a job's assemblies stay loaded.
/// </para>
/// </remarks>
public sealed class JobEncoding
{
    /// <summary>How deeply values of recursive types may be nested unless the constructor is told otherwise.</summary>
    public const int DefaultMaxDepth = 64;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Type, object> _codecs = new();
    private readonly ConcurrentDictionary<Type, object> _keys = new();
    private readonly ConcurrentDictionary<Type, object?> _detachers = new();
    private readonly Dictionary<Type, object> _customCodecs = [];
    private readonly Dictionary<Type, object> _comparers = [];
    private readonly Dictionary<Type, object> _shareable = [];
    private readonly HashSet<Type> _encodedTypes = [];
    private readonly HashSet<Type> _keyTypes = [];
    private readonly JsonSerializerOptions _json = new() { IncludeFields = true, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    /// <summary>Creates the encoding of a job with <see cref="DefaultMaxDepth"/>.</summary>
    public JobEncoding()
        : this(DefaultMaxDepth)
    {
    }

    /// <summary>Creates the encoding of a job.</summary>
    /// <param name="maxDepth">How deeply values of recursive types (trees, linked lists) may be nested, from 1 to 1000.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDepth"/> is not from 1 to 1000.</exception>
    public JobEncoding(int maxDepth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDepth, 1000);
        MaxDepth = maxDepth;
    }

    /// <summary>How deeply values of recursive types may be nested.</summary>
    public int MaxDepth { get; }

    /// <summary>Sets the codec of a type, wherever the type occurs.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="codec">A codec whose shape is made by <see cref="TypeShape.Custom"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="codec"/> is null.</exception>
    /// <exception cref="ArgumentException">The codec's shape is not a custom one.</exception>
    /// <exception cref="InvalidOperationException">The type has a registered codec already, or has been used.</exception>
    public void Register<T>(Codec<T> codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        if (codec.Shape is not { Kind: ShapeKind.Custom })
        {
            throw new ArgumentException($"The shape of a registered codec must be made by TypeShape.Custom; that of {TypeNames.Of(codec.GetType())} is not.", nameof(codec));
        }

        lock (_gate)
        {
            Add(typeof(T), codec, _customCodecs, _encodedTypes, "codec");
        }
    }

    /// <summary>Sets the identity of keys of a type, also inside tuples and records.</summary>
    /// <typeparam name="T">The key's type.</typeparam>
    /// <param name="comparer">The identity.</param>
    /// <exception cref="ArgumentNullException"><paramref name="comparer"/> is null.</exception>
    /// <exception cref="ArgumentException">The comparer's name is empty.</exception>
    /// <exception cref="InvalidOperationException">The type has a registered comparer already, or has been used as a key.</exception>
    public void Register<T>(KeyComparer<T> comparer)
    {
        ArgumentNullException.ThrowIfNull(comparer);
        if (string.IsNullOrEmpty(comparer.Name))
        {
            throw new ArgumentException($"The name of {TypeNames.Of(comparer.GetType())} must not be empty.", nameof(comparer));
        }

        lock (_gate)
        {
            Add(typeof(T), comparer, _comparers, _keyTypes, "key comparer");
        }
    }

    /// <summary>The codec of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <returns>Always the same instance.</returns>
    /// <exception cref="UnsupportedTypeException">The type, or a member, cannot be encoded; the message names its path and the remedy.</exception>
    public Codec<T> CodecFor<T>() => (Codec<T>)_codecs.GetOrAdd(
        typeof(T),
        static (_, self) =>
        {
            lock (self._gate)
            {
                CodecBuilder builder = new(self._json, self._customCodecs, self._shareable, self.MaxDepth);
                try
                {
                    return builder.Build<T>();
                }
                finally
                {
                    // Also after a failure: parts that were made are kept.
                    self._encodedTypes.UnionWith(builder.Used);
                }
            }
        },
        this);

    /// <summary>The identity of keys of a type.</summary>
    /// <typeparam name="T">The key's type.</typeparam>
    /// <returns>Always the same instance.</returns>
    /// <exception cref="UnsupportedTypeException">The type, or a part of it, has no identity of its own; the message names its path and the remedy.</exception>
    public KeyIdentity<T> KeyFor<T>() => (KeyIdentity<T>)_keys.GetOrAdd(
        typeof(T),
        static (_, self) =>
        {
            lock (self._gate)
            {
                KeyBuilder builder = new(self._comparers, new DetacherBuilder(self));
                KeyIdentity<T> identity = builder.Build<T>();
                self._keyTypes.UnionWith(builder.Used);
                return identity;
            }
        },
        this);

    /// <summary>Copies the slices of records of a type; null if they hold none.</summary>
    /// <exception cref="UnsupportedTypeException">The type holds slices, and it cannot be encoded either.</exception>
    internal Detacher<T>? DetacherFor<T>() =>
        (Detacher<T>?)_detachers.GetOrAdd(typeof(T), static (_, self) => new DetacherBuilder(self).Build<T>(), this);

    private static void Add(Type type, object registered, Dictionary<Type, object> all, HashSet<Type> used, string what)
    {
        if (used.Contains(type))
        {
            throw new InvalidOperationException($"A {what} for {TypeNames.Of(type)} comes too late: the type is in use. Register it before the job's first operator on that type.");
        }

        if (!all.TryAdd(type, registered))
        {
            throw new InvalidOperationException($"A {what} for {TypeNames.Of(type)} is registered already ({TypeNames.Of(all[type].GetType())}).");
        }
    }
}
