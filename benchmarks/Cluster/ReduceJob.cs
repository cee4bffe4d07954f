namespace OrleansStream.ClusterBenchmarks;

/// <summary>Adds up by key.</summary>
internal sealed class ReduceJob : MeasuredJob
{
    protected override DStream<(string Key, long Value)> Define(DStream<(string Key, long Value)> input, int partitions) =>
        input.ReduceByKey((left, right) => left + right);
}
