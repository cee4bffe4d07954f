namespace OrleansStream.Encoding;

/// <summary>How a value becomes a whole number, small where the value is common.</summary>
/// <typeparam name="T">The value's type.</typeparam>
internal interface IIntegerForm<T>
{
    /// <summary>The kind in shapes.</summary>
    static abstract ShapeKind Kind { get; }

    /// <summary>The number; signed values have their sign in the lowest bit.</summary>
    static abstract ulong ToNumber(T value);

    /// <summary>The value.</summary>
    /// <returns>False if the number stands for none.</returns>
    static abstract bool TryFrom(ulong number, out T value);
}
