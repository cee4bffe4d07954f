namespace OrleansStream.Encoding;

/// <summary>How a value becomes a fixed number of bytes.</summary>
/// <typeparam name="T">The value's type.</typeparam>
internal interface IFixedForm<T>
{
    /// <summary>The kind in shapes.</summary>
    static abstract ShapeKind Kind { get; }

    /// <summary>The number of bytes.</summary>
    static abstract int Size { get; }

    /// <summary>Writes exactly <see cref="Size"/> bytes.</summary>
    static abstract void Write(T value, Span<byte> bytes);

    /// <summary>Reads exactly <see cref="Size"/> bytes.</summary>
    /// <returns>False if they stand for no value.</returns>
    static abstract bool TryRead(ReadOnlySpan<byte> bytes, out T value);
}
