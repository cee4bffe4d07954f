namespace OrleansStream.Receivers;

/// <summary>Where batches have come to in a receiver's log.</summary>
/// <param name="Needed">What batches hold of the log that may still be read, in order.</param>
/// <param name="Last">What the last batch that was sealed from this log holds of it, also if nobody reads it any more.</param>
internal sealed record LogPosition(IReadOnlyList<BlockRange> Needed, BlockRange Last)
{
    /// <summary>The log, named by the epoch that began it.</summary>
    internal long Incarnation => Last.Incarnation;

    /// <summary>The number of the first block that is still needed.</summary>
    internal long FirstNeeded => Needed is [var oldest, ..] ? oldest.First : Last.End;

    /// <summary>The group of the first block that is still needed.</summary>
    internal long GroupNeeded => Needed is [var oldest, ..] ? oldest.Group : Last.EndGroup;
}
