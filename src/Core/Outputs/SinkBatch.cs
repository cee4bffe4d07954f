namespace OrleansStream.Outputs;

/// <summary>Which batch of which output a sink is given.</summary>
/// <param name="Job">The job's name.</param>
/// <param name="Output">The output operation's name.</param>
/// <param name="Time">The batch time.</param>
/// <param name="Epoch">The life of the coordinator that runs the batch.</param>
/// <param name="Attempt">Which run of the batch this is, from 1.</param>
/// <remarks>Names of staged data carry all of it, so that no two runs of a batch ever write to one place.</remarks>
public sealed record SinkBatch(string Job, string Output, BatchTime Time, long Epoch, int Attempt);
