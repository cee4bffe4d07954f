using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Counts words over all batches, in two kinds of state.</summary>
public sealed class ClusterRunningCount : IStreamingJob
{
    public const string Output = "running";

    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        DStream<(string Key, long Value)> words = ssc.AddressedInput<string>(ClusterWordCount.Feed).FlatMap(line => line.Split(' ')).Map(word => (Key: word, Value: 1L));
        DStream<(string Key, long Value)> mapped = words
            .MapWithState(StateSpec.Of<long>(), (word, one, state) =>
            {
                state.Update(state.GetOption().GetValueOrDefault(0) + one.Value);
                return word;
            })
            .Named("mapped")
            .StateSnapshots();
        DStream<(string Key, long Value)> updated = words
            .UpdateStateByKey(StateSpec.Of<long>(), (ones, count) => Option.Some(ones.Sum() + count.GetValueOrDefault(0)))
            .Named("updated");
        mapped.Join(updated).Map(pair => (pair.Key, pair.Value.Left == pair.Value.Right ? pair.Value.Left : -1)).CollectTo(Output);
    }
}
