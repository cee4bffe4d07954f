namespace OrleansStream.Batches;

/// <summary>What one batch holds, fixed for ever: every attempt of the batch, anywhere, reads exactly this.</summary>
/// <param name="Time">The batch time.</param>
/// <param name="Sources">What the batch holds of each source that gave something, in order of definition.</param>
internal sealed record SealedBatch(BatchTime Time, IReadOnlyList<SourceSeal> Sources)
{
    /// <summary>How many records the sources counted.</summary>
    internal long Records => Sources.Sum(source => source.Records);

    internal SourceSeal? Find(string source) => Sources.FirstOrDefault(candidate => candidate.Source == source);
}
