namespace OrleansStream.Cluster.Tests;

/// <summary>A job whose definition throws what no client has.</summary>
public sealed class RefusingJob : IStreamingJob
{
    public void Define(StreamingContext ssc, JobArguments args) => throw new NeedsMoreException("It needs more than it was given.");

    private sealed class NeedsMoreException(string message) : Exception(message);
}
