using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Collects numbers as they were received, and how often each remainder of five has come.</summary>
public sealed class ClusterReceived : IStreamingJob
{
    public const string Numbers = "numbers";
    public const string Counts = "counts";

    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ArgumentNullException.ThrowIfNull(args);
        DStream<long> numbers = ssc.ReceiverStream(NumbersUpstream.Receiver(args.Get<string>("upstream"))).Named("received");
        numbers.CollectTo(Numbers);
        numbers.Map(number => (number % 5, 1L))
            .MapWithState(StateSpec.Of<long>(), (key, one, state) =>
            {
                long count = (state.Exists ? state.Get() : 0) + one.Value;
                state.Update(count);
                return (key, count);
            })
            .Named("counted")
            .CollectTo(Counts);
    }
}
