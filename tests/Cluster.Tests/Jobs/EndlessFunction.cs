using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>A job whose function does not return before a test lets it.</summary>
public sealed class EndlessFunction : IStreamingJob
{
    public const string Feed = "endless";

    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ArgumentNullException.ThrowIfNull(args);
        string gate = args.Get<string>("gate");
        ssc.AddressedInput<string>(Feed)
            .Map(line =>
            {
                Gate.Pass(gate);
                return line;
            })
            .CollectTo("endless");
    }
}
