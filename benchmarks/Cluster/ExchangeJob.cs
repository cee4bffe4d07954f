namespace OrleansStream.ClusterBenchmarks;

/// <summary>Deals records out anew, each by itself: what is shuffled is all of them.</summary>
internal sealed class ExchangeJob : MeasuredJob
{
    protected override DStream<(string Key, long Value)> Define(DStream<(string Key, long Value)> input, int partitions) => input.Repartition(partitions);
}
