using System.Globalization;

namespace OrleansStream.Benchmarks;

/// <summary>The workloads of stateful operations.</summary>
internal static class StateWorkloads
{
    private const int KeysPerRecord = 2;

    public static IEnumerable<IWorkload> All()
    {
        yield return Count("state-count", KeysPerRecord);
        yield return Count("state-count-10m", 10 * KeysPerRecord);
        var withCheckpoint = new StateWorkload<long>(
            "state-count-checkpoint",
            "MapWithState that counts, with a checkpoint on the disk",
            KeysPerRecord,
            KeyOf,
            ("engine", VariantKind.Engine, EngineState<long>.CountAndStore),
            ("engine, nothing stored", VariantKind.Engine, EngineState<long>.Count),
            ("natural, nothing stored", VariantKind.Natural, (records, threads) => new NaturalStateCount<long>(records, threads)),
            ("limit, nothing stored", VariantKind.Limit, (records, threads) => new LimitState(records, threads, updatesAll: false)));
        yield return withCheckpoint;
        yield return new BackToBackWorkload("state-count-back-to-back", withCheckpoint);
        yield return new StateWorkload<string>(
            "state-count-text",
            "MapWithState that counts, keys of text",
            KeysPerRecord,
            number => string.Create(CultureInfo.InvariantCulture, $"user-{number}"),
            ("engine", VariantKind.Engine, EngineState<string>.Count),
            ("natural", VariantKind.Natural, (records, threads) => new NaturalStateCount<string>(records, threads)));
        yield return new StateWorkload<long>(
            "state-update",
            "UpdateStateByKey that adds up, over all keys in every batch",
            KeysPerRecord,
            KeyOf,
            ("engine", VariantKind.Engine, EngineState<long>.UpdateAll),
            ("natural", VariantKind.Natural, (records, threads) => new NaturalStateUpdate<long>(records, threads)),
            ("limit", VariantKind.Limit, (records, threads) => new LimitState(records, threads, updatesAll: true)));
    }

    private static StateWorkload<long> Count(string name, int keysPerRecord) => new(
        name,
        "MapWithState that counts",
        keysPerRecord,
        KeyOf,
        ("engine", VariantKind.Engine, EngineState<long>.Count),
        ("natural", VariantKind.Natural, (records, threads) => new NaturalStateCount<long>(records, threads)),
        ("limit", VariantKind.Limit, (records, threads) => new LimitState(records, threads, updatesAll: false)));

    // Numbers that are not one after the other, as identifiers are.
    private static long KeyOf(int number) => (long)((ulong)number * 0x9E37_79B9_7F4A_7C15);
}
