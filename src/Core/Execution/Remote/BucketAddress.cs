namespace OrleansStream.Execution;

/// <summary>Names a bucket among all that hosts keep.</summary>
/// <param name="Batch">The attempt that made it.</param>
/// <param name="Shuffle">The shuffle's number.</param>
/// <param name="MapPartition">The map task that made it.</param>
/// <param name="ReducePartition">The reduce partition that it is for.</param>
internal sealed record BucketAddress(BatchId Batch, long Shuffle, int MapPartition, int ReducePartition);
