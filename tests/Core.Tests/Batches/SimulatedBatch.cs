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

    internal bool IsPlanning { get; set; }

    internal bool HasPlan { get; set; }

    internal bool IsPlanned { get; set; }

    internal bool IsRunning { get; set; }

    internal int Runs { get; set; }

    internal bool HasEnded { get; set; }

    internal IReadOnlyList<PreparedOutput> Prepared { get; set; } = [];

    internal int PublishAttempts { get; set; }

    internal bool IsPublished { get; set; }

    internal bool IsReleased { get; set; }
}
