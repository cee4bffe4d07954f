using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>A key group whose states are on disk.</summary>
/// <param name="File">The file, which it holds.</param>
/// <param name="Frames">Where its frames begin.</param>
/// <param name="Keys">How many keys have a state.</param>
/// <param name="OldestStamp">When the key that was used least recently was used, in milliseconds.</param>
internal sealed record SpilledGroup(RunFile File, long[] Frames, int Keys, long OldestStamp);
