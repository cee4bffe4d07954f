using OrleansStream.Receivers;

namespace OrleansStream.Checkpoints;

/// <summary>What a head names.</summary>
internal static class HeadObjects
{
    /// <summary>The objects that are reached from a head, with their kinds; groups of receivers' logs are reached through seals.</summary>
    internal static IEnumerable<(string Name, CheckpointKind Kind)> Of(Head head) =>
    [
        .. head.Accumulators.Select(one => one.Object).OfType<string>().Select(name => (name, CheckpointKind.Accumulator)),
        .. head.KeptSeals.Select(one => (one.Object, CheckpointKind.Seals)),
        .. head.KeptOutputs.Select(one => (one.Object, CheckpointKind.Output)),
        .. head.KeptDatasets.Select(one => (one.Object, CheckpointKind.Datasets)),
        .. head.KeptStates.SelectMany(state => state.Parts).Select(part => (part.Object, CheckpointKind.State)),
    ];

    /// <summary>Gives a head that was read from a store what it has in objects.</summary>
    /// <exception cref="CheckpointException">An object is gone, damaged, or of a newer version.</exception>
    internal static async Task<Head> CompleteAsync(Head stored, CheckpointObjects objects, CancellationToken cancellation) =>
        await OutputKeeper.CompleteAsync(
            await SealKeeper.CompleteAsync(stored, objects, cancellation).ConfigureAwait(false), objects, cancellation).ConfigureAwait(false);

    /// <summary>The receivers' logs that a head's seals name, each with the oldest group that is needed and one that is there unless
    /// the log has none.</summary>
    internal static IEnumerable<(string Prefix, long From, long Known)> LogsOf(Head head) =>
        from source in SealsOf(head)
        from log in ReceiverLog.NamedBy(source)
        select (LogObjects.PrefixOf(source.Key, log.Began), log.From, log.Known);

    /// <summary>The seals that a head has, of committed and of open batches.</summary>
    private static ILookup<string, SourceSeal> SealsOf(Head head) =>
        head.Remembered.Select(one => one.Seal).Concat(head.Open.SelectMany(open => open.Seal.Sources)).ToLookup(seal => seal.Source, StringComparer.Ordinal);
}
