using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Execution;

/// <summary>Blocks go back when the task that read them has ended; what the engine keeps longer is a copy.</summary>
public class LeasedBlockTests
{
    [Fact]
    public Task RepartitionedRecords() => CheckAsync(
        slices => slices.Repartition(2).Map(slice => slice.ToString()), all => all);

    [Fact]
    public Task RecordsWithSlicesInside() => CheckAsync(
        slices => slices.Map(slice => (Line: slice, Twice: new[] { slice, slice.Slice(7) }, Option: Option.Some(new Holder(slice, 1)))).Repartition(3)
            .Map(record => $"{record.Line} {record.Twice[1]} {record.Option.Value.Slice}"),
        all => all.Select(text => $"{text} {text[7..]} {text}"));

    [Fact]
    public Task PartitionedPairs() => CheckAsync(
        slices => slices.Map(slice => (slice.Slice(7), slice)).PartitionBy(new LastByte()).Map(pair => $"{pair.Item1} {pair.Item2}"),
        all => all.Select(text => $"{text[7..]} {text}"));

    [Fact]
    public Task ReducedValues() => CheckAsync(
        slices => slices.Map(slice => (slice.Length, slice)).ReduceByKey((left, right) => left.CompareTo(right) < 0 ? left : right).Map(pair => pair.Value.ToString()),
        all => all.GroupBy(text => text.Length).Select(group => group.Min(StringComparer.Ordinal)!));

    [Fact]
    public Task KeysAndLists() => CheckAsync(
        slices => slices.Map(slice => ((slice.Slice(slice.Length - 1), 1), slice)).CombineByKey(
            slice => new List<Utf8Slice> { slice },
            (list, slice) => [.. list, slice],
            (left, right) => [.. left, .. right],
            2).Map(pair => $"{pair.Key.Item1}: {string.Join(",", pair.Value.Select(slice => slice.ToString()).Order(StringComparer.Ordinal))}"),
        all => all.GroupBy(text => text[^1]).Select(group => $"{group.Key}: {string.Join(",", group.Order(StringComparer.Ordinal))}"));

    [Fact]
    public Task CollectedRecords() => CheckAsync(
        slices => slices.Map(slice => new Holder(slice, 2)).Transform(async (rdd, _, cancellation) =>
        {
            IReadOnlyList<Holder> all = await rdd.CollectAsync(cancellation);
            return rdd.MapPartitions(part => part.Select(_ => 0)).Repartition(1).MapPartitions(_ => all.Select(holder => $"{holder.Slice}"));
        }),
        all => all);

    private static async Task CheckAsync(Func<DStream<Utf8Slice>, DStream<string>> build, Func<string[], IEnumerable<string>> model)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        build(LeasedSlicesRdd.Of(input)).CollectTo("out");
        int[] numbers = [.. Enumerable.Range(0, 500), 7, 7, 12];
        harness.Feed<int>("in").AppendPartitions(numbers[..200], numbers[200..], []);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal(
            model([.. numbers.Select(number => $"number {number}")]).Order(StringComparer.Ordinal),
            harness.Output<string>("out").Records.Order(StringComparer.Ordinal));
    }

    public sealed record Holder(Utf8Slice Slice, int Number);

    private sealed class LastByte : Partitioner<Utf8Slice>
    {
        public override string Name => "last byte";

        public override int PartitionCount => 4;

        public override int PartitionOf(Utf8Slice key) => key[key.Length - 1] % 4;
    }
}
