namespace OrleansStream.Encoding;

/// <summary>How a scalar becomes the bytes of its canonical encoding: two words, low byte first, cut to <see cref="Size"/>.</summary>
/// <typeparam name="T">The scalar.</typeparam>
internal interface IScalarKeyForm<T>
{
    /// <summary>The number of bytes, 1 to 16.</summary>
    static abstract int Size { get; }

    /// <summary>Names the form in signatures.</summary>
    static abstract string Signature { get; }

    /// <summary>The bytes as words; bits above <see cref="Size"/> are zero.</summary>
    static abstract void Words(T value, out ulong low, out ulong high);
}
