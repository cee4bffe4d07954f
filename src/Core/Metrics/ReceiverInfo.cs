namespace OrleansStream;

/// <summary>What is known of a receiver.</summary>
/// <param name="StreamId">The number of the stream it feeds among the context's input streams, in order of definition, from 0.</param>
/// <param name="Source">The operator name of that stream.</param>
/// <param name="IsActive">Whether it runs.</param>
/// <param name="Location">The machine that it runs on.</param>
/// <param name="LastErrorMessage">The message of its last error, or null.</param>
/// <param name="LastError">Its last error, or null.</param>
/// <param name="LastErrorTime">When that was, or null.</param>
public sealed record ReceiverInfo(
    int StreamId, string Source, bool IsActive, string Location, string? LastErrorMessage, Exception? LastError, DateTimeOffset? LastErrorTime);
