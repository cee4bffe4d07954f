using OrleansStream.Testing;

namespace OrleansStream.Conformance;

/// <summary>A job with addressed input, and what it must give.</summary>
public abstract class ConformanceCase : IStreamingJob
{
    /// <summary>The name of the collected output.</summary>
    public const string OutputName = "out";

    /// <summary>The argument that says what a clock that is not virtual shows, for cases in which time matters.</summary>
    public const string NowArgument = "now";

    private protected ConformanceCase(string name, int batches)
    {
        Name = name;
        Batches = batches;
    }

    /// <summary>Unique among all cases; what a cluster finds the case by.</summary>
    public string Name { get; }

    /// <summary>How many batches have input; later ones are empty.</summary>
    public int Batches { get; }

    /// <summary>Whether a batch is meant to fail, so that the job's host must not stop at it.</summary>
    public bool ExpectsFailure { get; init; }

    /// <summary>Whether the job runs only in the process that it is defined in.</summary>
    public bool IsEmbeddedOnly { get; init; }

    /// <inheritdoc/>
    public abstract void Define(StreamingContext ssc, JobArguments args);

    /// <summary>Compares what was collected with what must be.</summary>
    /// <param name="outputs">The collector at the coordinator.</param>
    /// <param name="batchInterval">The job's batch interval.</param>
    /// <exception cref="ConformanceException">They differ.</exception>
    /// <remarks>Output of batches after the first <see cref="Batches"/> is not looked at.</remarks>
    public abstract void Verify(OutputCollector outputs, TimeSpan batchInterval);

    /// <summary>How many batches must have been collected before <see cref="Verify"/> can hold.</summary>
    public abstract int ExpectedOutputs(OutputCollector outputs, out int collected);

    public override string ToString() => Name;
}
