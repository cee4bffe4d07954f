using OrleansStream.Execution;
using OrleansStream.Sources;

namespace OrleansStream.Batches;

/// <summary>A batch that is over and that streams remember still.</summary>
/// <param name="time">The batch time.</param>
/// <param name="scope">Where its datasets live, or null if it was never planned.</param>
/// <param name="seals">What it holds of each source, in order of definition; null for nothing.</param>
internal sealed class RetainedBatch(BatchTime time, BatchScope? scope, SourceSeal?[] seals)
{
    internal BatchTime Time => time;

    internal BatchScope? Scope => scope;

    /// <summary>Lets go of what the batch holds of a source, unless a dataset of the batch is in use.</summary>
    /// <returns>Whether it is gone.</returns>
    internal bool TryRelease(InputSource input, int index)
    {
        if (seals[index] is not { } seal)
        {
            return true;
        }

        if (scope is not null && !scope.TryEnd(scope.Plan?.Made(input.Stream)))
        {
            return false;
        }

        seals[index] = null;
        input.Release(seal);
        return true;
    }

    /// <summary>Leaves what the batch holds of sources to a later life of the job.</summary>
    internal void Leave() => Array.Clear(seals);

    /// <summary>Ends the batch's datasets and frees what they hold, unless a source has not let go yet.</summary>
    /// <returns>Whether they have ended.</returns>
    internal bool TryEnd()
    {
        if (Array.Exists(seals, seal => seal is not null))
        {
            return false;
        }

        scope?.Dispose();
        return true;
    }
}
