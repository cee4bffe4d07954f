using OrleansStream.Execution;

namespace OrleansStream.Checkpoints;

/// <summary>Where operators' states are kept, and how.</summary>
/// <param name="Objects">The checkpoint's objects.</param>
/// <param name="Threads">What loads them.</param>
/// <param name="PartLength">About how many bytes an object shall have.</param>
internal sealed record StateStorage(CheckpointObjects Objects, EngineThreads Threads, long PartLength);
