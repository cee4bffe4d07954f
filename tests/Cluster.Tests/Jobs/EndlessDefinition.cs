namespace OrleansStream.Cluster.Tests;

/// <summary>A job whose definition does not end before a test lets it.</summary>
public sealed class EndlessDefinition : IStreamingJob
{
    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(args);
        Gate.Pass(args.Get<string>("gate"));
    }
}
