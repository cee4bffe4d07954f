using OrleansStream.Checkpoints;

namespace OrleansStream.Benchmarks;

/// <summary>The job whose checkpoint is measured: it counts by key.</summary>
internal static class CountingJob
{
    public const string Operator = "counts";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Defines it.</summary>
    /// <param name="store">Where its checkpoint is.</param>
    /// <param name="batch">The records of each batch.</param>
    /// <param name="initial">The states that keys have at first.</param>
    public static StreamingContext Define(ICheckpointStore store, (long Key, long Value)[] batch, IEnumerable<(long Key, long State)> initial)
    {
        StreamingContext ssc = new(Interval, new StreamingContextOptions { CheckpointStore = store });
        StateRecordsStream<long> input = new(ssc, Environment.ProcessorCount) { Batch = batch };
        input.MapWithState(StateSpec.Of<long>().InitialState(initial), (_, value, state) =>
        {
            long count = state.GetOption().GetValueOrDefault(0) + value.Value;
            state.Update(count);
            return count;
        }).Named(Operator).ForeachRdd(async rdd => await rdd.CountAsync());
        return ssc;
    }
}
