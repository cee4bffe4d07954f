using OrleansStream.Checkpoints;

namespace OrleansStream.Batches;

/// <content>What the decider knows of a batch.</content>
internal sealed partial class BatchDecider
{
    private enum Phase
    {
        Ticked,
        Sealing,
        Sealed,
        Planning,
        Ready,
        Running,
        Waiting,
        Ended,
        Committed,
        Publishing,
    }

    private sealed class Batch(BatchTime time)
    {
        internal BatchTime Time => time;

        internal Phase Phase { get; set; } = Phase.Ticked;

        internal bool HasRun => Phase is Phase.Ended or Phase.Committed or Phase.Publishing;

        /// <summary>Whether some attempt has been planned: later batches may look back on its datasets.</summary>
        internal bool HasPlan { get; set; }

        /// <summary>Whether its plan has nothing to run.</summary>
        internal bool IsEmpty { get; set; }

        /// <summary>Whether its attempt, which has not run, is to be planned once more.</summary>
        internal bool IsPlannedAgain { get; set; }

        internal SealedBatch? Seal { get; set; }

        internal int Attempt { get; set; }

        internal int SealAttempt { get; set; }

        internal int PublishAttempt { get; set; }

        internal IReadOnlyList<PreparedOutput> Prepared { get; set; } = [];
    }
}
