namespace OrleansStream.Conformance;

/// <summary>The job of the case that the argument <c>case</c> names: what is submitted to a cluster.</summary>
public sealed class ConformanceJob : IStreamingJob
{
    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(args);
        ConformanceCases.Find(args.Get<string>("case")).Define(ssc, args);
    }
}
