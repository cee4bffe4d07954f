namespace OrleansStream.Encoding;

/// <summary>Stored data was written with a type that the present type cannot take over. The message names the member,
/// the old and the new type and the remedy.</summary>
public sealed class ShapeMismatchException : InvalidOperationException
{
    /// <summary>Creates the exception with a standard message.</summary>
    public ShapeMismatchException()
        : this("The stored data has another shape.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What differs and what to do.</param>
    public ShapeMismatchException(string message)
        : base(message) => Path = string.Empty;

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What differs and what to do.</param>
    /// <param name="innerException">What was thrown below.</param>
    public ShapeMismatchException(string message, Exception innerException)
        : base(message, innerException) => Path = string.Empty;

    internal ShapeMismatchException(string path, string reason, Exception? innerException = null)
        : base($"{path}: {reason}", innerException) => Path = path;

    /// <summary>The member, from the root type: <c>Order.Lines[].Tag</c>. Empty when unknown.</summary>
    public string Path { get; }
}
