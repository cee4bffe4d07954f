using OrleansStream.Testing;

namespace OrleansStream.Conformance;

/// <summary>Keys whose identity is not obvious: NaN, negative zero, decimals of different scale, text slices, tuples.</summary>
internal static class NumberKeyCases
{
    internal static IEnumerable<ConformanceCase> All()
    {
        foreach (int partitions in new[] { 1, 2, 5 })
        {
            double[] doubles = [double.NaN, 1, -0.0, 0.0, double.NaN, BitConverter.Int64BitsToDouble(-1), double.PositiveInfinity, 0.0, 1, double.Epsilon];
            yield return Sums($"double-keys-{partitions}", doubles, partitions);

            decimal[] decimals = [1.0m, 1.00m, 1m, -1m, 0.0m, 0m, 1.10m, 1.1m];
            yield return Sums($"decimal-keys-{partitions}", decimals, partitions);

            (string?, double)[] tuples = [("a", 1), (null, double.NaN), ("a", 1), (null, double.NaN), ("a", 2)];
            yield return Sums($"tuple-keys-{partitions}", tuples, partitions);

            int?[] optional = [1, null, 1, null, 0];
            yield return Sums($"nullable-keys-{partitions}", optional, partitions);

            Guid[] ids = [new("11111111-2222-3333-4444-555555555555"), Guid.Empty, new("11111111-2222-3333-4444-555555555555")];
            yield return Sums($"guid-keys-{partitions}", ids, partitions);

            yield return Slices(partitions);
        }
    }

    private static ConformanceCase Sums<TKey>(string name, TKey[] keys, int partitions)
    {
        FeedBatch<(TKey Key, long Value)> batch = FeedBatch.Cut(keys.Select((key, i) => (key, (long)i + 1)), 3);
        return new ConformanceCase<(TKey Key, long Value), (TKey Key, long Value)>(
            name,
            [batch, FeedBatch<(TKey Key, long Value)>.Empty],
            pairs => pairs.ReduceByKey((left, right) => left + right, partitions),
            [[.. batch.Records.GroupBy(pair => pair.Key).Select(group => (group.Key, group.Sum(pair => pair.Value)))], []],
            ordered: false);
    }

    private static ConformanceCase Slices(int partitions)
    {
        FeedBatch<string> lines = FeedBatch.Cut(["to be or", "not to be", "", "é é", "to"], 3);
        return new ConformanceCase<string, (string Key, long Value)>(
            $"slice-keys-{partitions}",
            [lines],
            text => text.Map(line => Utf8Slice.From(line))
                .FlatMap<Utf8Slice>((line, emitter) =>
                {
                    foreach (Utf8Slice word in line.Split((byte)' '))
                    {
                        emitter.Emit(word);
                    }
                })
                .Map(word => (word, 1L))
                .ReduceByKey((left, right) => left + right, partitions)
                .Map(pair => (pair.Key.ToString(), pair.Value)),
            [[.. lines.Records.SelectMany(line => line.Split(' ')).GroupBy(word => word).Select(group => (group.Key, (long)group.Count()))]],
            ordered: false);
    }
}
