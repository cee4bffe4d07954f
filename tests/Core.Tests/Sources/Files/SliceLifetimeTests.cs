namespace OrleansStream.Core.Tests.Sources;

/// <summary>Slices of files end with the task that read them, so whatever carries records from one task to another, or out of the engine, must have copied them.</summary>
public sealed class SliceLifetimeTests
{
    private static readonly string[] Lines = [.. Enumerable.Range(0, 400).Select(i => $"{i % 13} {i}")];

    private static readonly Dictionary<string, Func<Rdd<Utf8Slice>, Task<IEnumerable<string>>>> Uses = new()
    {
        ["collect"] = async rdd => Texts(await rdd.CollectAsync()),
        ["take"] = async rdd => Texts(await rdd.TakeAsync(1000)),
        ["top"] = async rdd => Texts(await rdd.TopAsync(1000)),
        ["repartition"] = async rdd => Texts(await rdd.Repartition(3).CollectAsync()),
        ["combined values"] = async rdd => Texts((await Pairs(rdd).ReduceByKey((left, right) => left.CompareTo(right) > 0 ? left : right, 7).CollectAsync()).Select(pair => pair.Value)),
        ["combined keys"] = async rdd => Texts((await rdd.Map(line => (line, 1)).ReduceByKey((left, right) => left + right).CollectAsync()).Select(pair => pair.Key)),
        ["placed pairs"] = async rdd => Texts((await rdd.Map(line => (line, line)).PartitionBy(new ByLength()).CollectAsync()).Select(pair => pair.Value)),
        ["persisted raw"] = rdd => TwiceAsync(rdd.Persist(StorageLevel.MemoryOnly)),
        ["persisted serialized"] = rdd => TwiceAsync(rdd.Persist(StorageLevel.MemorySerialized)),
        ["persisted on disk"] = rdd => TwiceAsync(rdd.Persist(StorageLevel.DiskOnly)),
        ["count by value"] = async rdd => Texts((await rdd.CountByValueAsync()).Select(pair => pair.Key)),
        ["reduce"] = async rdd => [.. Lines.Where(line => line != Lines.Max(StringComparer.Ordinal)), (await rdd.MaxAsync()).ToString()],
        ["glom"] = async rdd => (await rdd.Glom().CollectAsync()).SelectMany(Texts),
        ["zip"] = async rdd => Texts((await rdd.Zip(rdd).CollectAsync()).Select(pair => pair.Second)),
        ["index"] = async rdd => Texts((await rdd.ZipWithIndex().CollectAsync()).Select(pair => pair.Value)),
        ["cartesian"] = async rdd => Texts((await rdd.Cartesian(rdd).CollectAsync()).Where(pair => pair.First == pair.Second).Select(pair => pair.Second)),
        ["coalesce"] = async rdd => Texts(await rdd.Coalesce(1).CollectAsync()),
        ["partitions"] = async rdd => Texts(await rdd.MapPartitions(part => part.Reverse()).CollectAsync()),
    };

    public static TheoryData<string> Names => [.. Uses.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_the_engine_keeps_it_copies(string use)
    {
        await using var job = new FileJob(options => options.FileSplitBytes = 500);
        string[] texts = [];
        job.Context.Utf8FileStream(job.Disk.Root).ForeachRdd(async rdd => texts = [.. await Uses[use](rdd)]);
        await job.Harness.StartAsync();
        job.Put("a", string.Join('\n', Lines));
        await job.Harness.AdvanceAsync(1);

        string[] expected = use == "combined values" ? [.. Lines.GroupBy(line => line.Split(' ')[0]).Select(group => group.Max(StringComparer.Ordinal)!)] : Lines;
        Assert.Equal(expected.Order(StringComparer.Ordinal), texts.Order(StringComparer.Ordinal));
    }

    private static Rdd<(Utf8Slice Key, Utf8Slice Value)> Pairs(Rdd<Utf8Slice> rdd) =>
        rdd.Map(line => (Key: line.Slice(0, line.IndexOf((byte)' ')), Value: line));

    private static async Task<IEnumerable<string>> TwiceAsync(Rdd<Utf8Slice> rdd)
    {
        IEnumerable<string> first = Texts(await rdd.CollectAsync());
        Assert.Equal(first, Texts(await rdd.CollectAsync()));
        return first;
    }

    private static string[] Texts(IEnumerable<Utf8Slice> slices) => [.. slices.Select(slice => slice.ToString())];

    private sealed class ByLength : Partitioner<Utf8Slice>
    {
        public override string Name => "by length";

        public override int PartitionCount => 3;

        public override int PartitionOf(Utf8Slice key) => key.Length % 3;
    }
}
