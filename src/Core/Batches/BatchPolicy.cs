namespace OrleansStream.Batches;

/// <summary>The rules that a coordinator decides by.</summary>
/// <param name="OnFailure">What happens to a batch that failed.</param>
/// <param name="MaxAttempts">How often a batch, a seal or a publication is tried under <see cref="FailurePolicy.RetryThenStop"/>.</param>
/// <param name="SealFirst">Whether a batch's seal must be durable before the batch runs, because running it shows outside.</param>
internal sealed record BatchPolicy(FailurePolicy OnFailure, int MaxAttempts, bool SealFirst)
{
    /// <summary>How many batches may have run without being committed; beyond it running waits for the store.</summary>
    internal const int MaxUncommitted = 8;
}
