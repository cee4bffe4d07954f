namespace OrleansStream;

/// <summary>What is known of a receiver.</summary>
/// <param name="Source">The operator name of the stream it feeds.</param>
/// <param name="IsActive">Whether it runs.</param>
/// <param name="LastErrorMessage">The message of its last error, or null.</param>
/// <param name="LastError">Its last error, or null.</param>
/// <param name="LastErrorTime">When that was, or null.</param>
public sealed record ReceiverInfo(
    string Source, bool IsActive, string? LastErrorMessage, Exception? LastError, DateTimeOffset? LastErrorTime);
