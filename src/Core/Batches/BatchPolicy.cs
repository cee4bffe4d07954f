namespace OrleansStream.Batches;

/// <summary>The rules that a coordinator decides by.</summary>
/// <param name="OnFailure">What happens to a batch that failed.</param>
/// <param name="MaxAttempts">How often a batch, a seal or a publication is tried under <see cref="FailurePolicy.RetryThenStop"/>.</param>
/// <param name="SealFirst">Whether the seal of each batch must be durable before the batch runs, because running it shows outside.</param>
/// <param name="CommitInterval">How much time, as batch times count, one head commits at most; not more than the batch interval for a
/// head with each batch.</param>
/// <param name="LooksBack">Whether plans look back on the datasets of batches before.</param>
/// <param name="PlansChangeState">Whether planning a batch may change state, so that all batches before it must have run.</param>
/// <param name="SealFirstOfLife">Whether the seal of the first batch must be durable before that batch runs: a source may have looked up only now where it begins, and would
/// look it up anew if nothing were known of that after a failure.</param>
internal sealed record BatchPolicy(
    FailurePolicy OnFailure, int MaxAttempts, bool SealFirst, TimeSpan CommitInterval = default, bool LooksBack = false, bool PlansChangeState = false, bool SealFirstOfLife = false)
{
    /// <summary>How many batches may have run beyond those of one commit without being committed; then running waits for the store.</summary>
    internal const int MaxUncommitted = 8;

    /// <summary>How many batches may be committed and not yet published beyond those of one commit: what they hold stays in memory and in the checkpoint, so running
    /// waits for whatever takes them.</summary>
    internal const int MaxUnpublished = 8;

    /// <summary>How many batches may be sealed that have not run; beyond it batch times wait, so that a job which has been away for long
    /// does not seal all it has missed at once.</summary>
    internal const int MaxSealedAhead = 100;
}
