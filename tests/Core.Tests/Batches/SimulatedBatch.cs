using OrleansStream.Batches;
using OrleansStream.Checkpoints;

namespace OrleansStream.Core.Tests.Batches;

/// <summary>What a <see cref="DeciderWorld"/> knows of a batch.</summary>
internal sealed class SimulatedBatch(BatchTime time)
{
    internal BatchTime Time => time;

    internal SealedBatch? Seal { get; set; }

    internal bool IsSealing { get; set; }

    internal int SealAttempts { get; set; }

    internal int Attempt { get; set; }

    /// <summary>The batches before with their attempts when it was planned.</summary>
    internal IReadOnlyList<(BatchTime Time, int Attempt)> PlannedOn { get; set; } = [];

    internal bool IsPlanning { get; set; }

    internal bool HasPlan { get; set; }

    internal bool IsPlanned { get; set; }

    internal bool IsEmpty { get; set; }

    internal bool IsRunning { get; set; }

    /// <summary>The last attempt that ran.</summary>
    internal int RanAttempt { get; set; }

    internal bool HasEnded { get; set; }

    internal IReadOnlyList<PreparedOutput> Prepared { get; set; } = [];

    internal int PublishAttempts { get; set; }

    internal bool IsPublished { get; set; }

    internal bool IsReleased { get; set; }
}
