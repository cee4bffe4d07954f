using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Takes numbers from a stream of Orleans, collects them, and publishes their squares to another.</summary>
public sealed class ClusterStreamed : IStreamingJob
{
    public const string Namespace = "numbers";
    public const string In = "in";
    public const string Out = "out";
    public const string Numbers = "streamed";

    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ArgumentNullException.ThrowIfNull(args);
        string provider = args.Get<string>("provider");
        DStream<long> numbers = ssc.OrleansStream<long>(provider, Namespace, In).Named("numbers in");
        numbers.CollectTo(Numbers);
        numbers.Map(number => number * number).SaveToOrleansStream(provider, Namespace, Out, itemsAtOnce: 3);
    }
}
