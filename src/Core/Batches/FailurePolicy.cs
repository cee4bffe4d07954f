namespace OrleansStream;

/// <summary>What happens to a batch that failed.</summary>
public enum FailurePolicy
{
    /// <summary>Spark's rule: the error is reported to whoever awaits the context, other outputs of the batch and later batches go on,
    /// and what the failed output would have written is lost.</summary>
    ReportAndContinue,

    /// <summary>The whole batch is run again over the same input, and after the last attempt the job stops with the error.</summary>
    RetryThenStop,
}
