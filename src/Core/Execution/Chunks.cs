namespace OrleansStream.Execution;

/// <summary>How often the engine looks up from its loops.</summary>
internal static class Chunks
{
    /// <summary>Records between two looks at cancellation: rare enough to cost nothing, often enough to stop within microseconds.</summary>
    internal const int Records = 1024;
}
