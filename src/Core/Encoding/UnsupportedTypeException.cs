namespace OrleansStream.Encoding;

/// <summary>A type cannot be encoded, or cannot be a key. The message names the path to the member and the remedy.</summary>
public sealed class UnsupportedTypeException : NotSupportedException
{
    /// <summary>Creates the exception with a standard message.</summary>
    public UnsupportedTypeException()
        : this("The type is not supported.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is not supported and what to do.</param>
    public UnsupportedTypeException(string message)
        : base(message) => Path = string.Empty;

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is not supported and what to do.</param>
    /// <param name="innerException">What was thrown below.</param>
    public UnsupportedTypeException(string message, Exception innerException)
        : base(message, innerException) => Path = string.Empty;

    internal UnsupportedTypeException(string path, Type type, string reason, Exception? innerException = null)
        : base(path == TypeNames.Of(type) ? $"{path}: {reason}" : $"{path} is {TypeNames.Of(type)}: {reason}", innerException)
    {
        Path = path;
        Type = type;
    }

    /// <summary>The member, from the root type: <c>Order.Lines[].Tag</c>. Empty when unknown.</summary>
    public string Path { get; }

    /// <summary>The member's type, when known.</summary>
    public Type? Type { get; }
}
