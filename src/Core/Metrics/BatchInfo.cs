namespace OrleansStream;

/// <summary>What is known of a batch.</summary>
/// <param name="BatchTime">The batch time.</param>
/// <param name="Inputs">What it holds of each source, in order of definition.</param>
/// <param name="SubmissionTime">When its jobs were planned and it began to wait for its turn.</param>
/// <param name="ProcessingStartTime">When its first output operation started, if it has.</param>
/// <param name="ProcessingEndTime">When its last output operation ended, if it has.</param>
/// <param name="Attempt">Which run of the batch this is, from 1.</param>
/// <param name="OutputOperations">Its output operations in order of definition.</param>
public sealed record BatchInfo(
    BatchTime BatchTime,
    IReadOnlyList<SourceSeal> Inputs,
    DateTimeOffset SubmissionTime,
    DateTimeOffset? ProcessingStartTime,
    DateTimeOffset? ProcessingEndTime,
    int Attempt,
    IReadOnlyList<OutputOperationInfo> OutputOperations)
{
    /// <summary>How large the states of the job's operators are, in order of definition: when the batch is over, as of the last commit; empty before.</summary>
    public IReadOnlyList<StateSize> States { get; init; } = [];

    /// <summary>How many records the sources counted.</summary>
    public long Records => Inputs.Sum(input => input.Records);

    /// <summary>How long the batch waited for its turn; null until it has started.</summary>
    public TimeSpan? SchedulingDelay => ProcessingStartTime - SubmissionTime;

    /// <summary>How long its output operations took; null until they have ended.</summary>
    public TimeSpan? ProcessingDelay => ProcessingEndTime - ProcessingStartTime;

    /// <summary>From submission to the end of its last output operation; null until then.</summary>
    public TimeSpan? TotalDelay => ProcessingEndTime - SubmissionTime;
}
