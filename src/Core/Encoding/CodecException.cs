namespace OrleansStream.Encoding;

/// <summary>Encoded bytes cannot be read, or a value cannot be written: damaged input, a wrong length, too deep a value.</summary>
/// <remarks>
/// Whatever the bytes are, decoding ends in a value or in this exception: it never reads past its input and never
/// allocates more than a small multiple of the input's length.
/// </remarks>
public sealed class CodecException : Exception
{
    /// <summary>Creates the exception with a standard message.</summary>
    public CodecException()
        : this("The data cannot be encoded or decoded.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public CodecException(string message)
        : base(message) => Offset = -1;

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What was thrown below.</param>
    public CodecException(string message, Exception innerException)
        : base(message, innerException) => Offset = -1;

    /// <summary>Creates the exception for a place in the input.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="offset">Bytes from the start of the input.</param>
    public CodecException(string message, long offset)
        : base(FormattableString.Invariant($"{message} (at byte {offset})")) => Offset = offset;

    /// <summary>Where in the input, in bytes from its start; -1 when the fault is not at a place.</summary>
    public long Offset { get; }
}
