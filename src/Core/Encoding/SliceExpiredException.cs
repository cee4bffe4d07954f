namespace OrleansStream;

/// <summary>A <see cref="Utf8Slice"/> was read after the block that held its bytes had gone back to the pool.</summary>
/// <remarks>
/// Slices are valid while their batch runs. To keep text longer, call <see cref="Utf8Slice.Detach"/> or
/// <see cref="Utf8Slice.ToString"/> inside the batch.
/// </remarks>
public sealed class SliceExpiredException : InvalidOperationException
{
    /// <summary>Creates the exception with its standard message.</summary>
    public SliceExpiredException()
        : base("This Utf8Slice belongs to a batch that has ended and its block was reused. "
            + "Call Detach() or ToString() inside the batch to keep the text.")
    {
    }

    /// <summary>Creates the exception with a message of its own.</summary>
    /// <param name="message">What happened.</param>
    public SliceExpiredException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public SliceExpiredException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
