namespace OrleansStream.Execution;

/// <summary>How a task stands.</summary>
/// <param name="Done">Whether it has ended.</param>
/// <param name="Failure">Why it failed, or null.</param>
/// <param name="Result">What a sink's writer returned; empty for a map task.</param>
/// <param name="Reports">What the task reported beside its result.</param>
internal sealed record TaskProgress(bool Done, TaskFailure? Failure, ReadOnlyMemory<byte> Result, IReadOnlyList<ReportEntry> Reports)
{
    /// <summary>A task that still runs.</summary>
    internal static readonly TaskProgress Running = new(false, null, default, []);
}
