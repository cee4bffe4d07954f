using System.Globalization;
using OrleansStream.Encoding;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Rdds;

/// <summary>Actions beside the obvious LINQ expressions, over random data.</summary>
public class ActionTests
{
    private const int Seeds = 60;

    [Fact]
    public Task OfAnyRecords() => EachAsync(async (rdd, all, random) =>
    {
        int count = random.Next(12);
        Assert.Equal(all, await rdd.CollectAsync());
        Assert.Equal(all.Count, await rdd.CountAsync());
        Assert.Equal(all.Take(count), await rdd.TakeAsync(count));
        Assert.Equal(all.Count == 0, await rdd.IsEmptyAsync());
        Assert.Equal(all.Order(StringComparer.Ordinal).Take(count), await rdd.TakeOrderedAsync(count));
        Assert.Equal(all.OrderDescending(StringComparer.Ordinal).Take(count), await rdd.TopAsync(count));
        Assert.Equal(all.OrderBy(text => text?.Length).Take(count), await rdd.TakeOrderedAsync(count, ByLength));
        Assert.Equal(all.OrderByDescending(text => text?.Length).Take(count), await rdd.TopAsync(count, ByLength));
        Assert.Equal(
            all.GroupBy(text => text).Select(group => (group.Key, (long)group.Count())).ToHashSet(),
            (await rdd.CountByValueAsync()).Select(pair => (pair.Key, pair.Value)).ToHashSet());
        Assert.Equal(string.Concat(all), await rdd.FoldAsync("", (left, right) => left + right));
        Assert.Equal(all.Sum(text => text?.Length ?? 0), await rdd.AggregateAsync(0, (sum, text) => sum + (text?.Length ?? 0), (left, right) => left + right));
        if (all.Count == 0)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => rdd.FirstAsync());
            await Assert.ThrowsAsync<InvalidOperationException>(() => rdd.ReduceAsync((left, right) => left + right));
            await Assert.ThrowsAsync<InvalidOperationException>(() => rdd.MaxAsync());
            await Assert.ThrowsAsync<InvalidOperationException>(() => rdd.MinAsync());
            return;
        }

        Assert.Equal(all[0], await rdd.FirstAsync());
        Assert.Equal(string.Concat(all), await rdd.ReduceAsync((left, right) => left + right));
        Assert.Equal(all.Order(StringComparer.Ordinal).Last(), await rdd.MaxAsync());
        Assert.Equal(all.Order(StringComparer.Ordinal).First(), await rdd.MinAsync());
        Assert.Equal(all.OrderByDescending(text => text?.Length).First(), await rdd.MaxAsync(ByLength));
        Assert.Equal(all.OrderBy(text => text?.Length).First(), await rdd.MinAsync(ByLength));
    });

    [Fact]
    public Task OfPairs() => EachAsync(async (rdd, all, _) =>
    {
        Rdd<(string? Key, int Value)> pairs = rdd.Map(text => (text, text?.Length ?? -1)).ZipWithIndex().Map(pair => (pair.Value.text, (int)pair.Index));
        var expected = all.Select((text, i) => (Key: text, Value: i)).GroupBy(pair => pair.Key).ToList();
        Assert.Equal(expected.Select(group => (group.Key, group.Last().Value)), (await pairs.CollectAsMapAsync()).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(
            expected.Select(group => (group.Key, (long)group.Count())).ToHashSet(),
            (await pairs.CountByKeyAsync()).Select(pair => (pair.Key, pair.Value)).ToHashSet());
        KeyDictionary<string?, string> joined = await pairs
            .Map(pair => (pair.Key, pair.Value.ToString(CultureInfo.InvariantCulture))).ReduceByKeyLocallyAsync((left, right) => left + "," + right);
        Assert.Equal(expected.Count, joined.Count);
        foreach (IGrouping<string?, (string? Key, int Value)> group in expected)
        {
            Assert.Equal(string.Join(",", group.Select(pair => pair.Value)), joined[group.Key]);
            Assert.Equal(group.Select(pair => pair.Value), await pairs.LookupAsync(group.Key));
        }

        Assert.Empty(await pairs.LookupAsync("nowhere"));
        Assert.False(joined.ContainsKey("nowhere"));
        Assert.Throws<KeyNotFoundException>(() => joined["nowhere"]);
    });

    [Fact]
    public Task ForEach() => EachAsync(async (rdd, all, _) =>
    {
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string?>();
        await rdd.ForeachAsync(text => seen.Enqueue(text));
        Assert.Equal(all.Order(), seen.Order());
        var inOrder = new List<string?>();
        await rdd.ForeachAsync(async text =>
        {
            await Task.Yield();
            inOrder.Add(text);
        });
        Assert.Equal(all, inOrder);
    });

    [Fact]
    public async Task TakeComputesNoMorePartitionsThanNeeded()
    {
        await using StreamingContext ssc = BatchContext.Create();
        var computed = new System.Collections.Concurrent.ConcurrentQueue<int>();
        Rdd<int> rdd = ssc.Parallelize(Enumerable.Range(0, 100), 50).MapPartitionsWithIndex((partition, part) =>
        {
            computed.Enqueue(partition);
            return part;
        });
        Assert.Equal([0, 1], await rdd.TakeAsync(2));
        Assert.Equal([0], computed);
        computed.Clear();
        Assert.Equal(Enumerable.Range(0, 7), await rdd.TakeAsync(7));
        Assert.Equal([0, 1, 2, 3, 4], computed.Order());
        computed.Clear();
        Assert.Equal(0, await rdd.FirstAsync());
        Assert.Equal([0], computed);
        computed.Clear();
        Assert.Equal(100, (await rdd.TakeAsync(1000)).Count);
        Assert.Equal(Enumerable.Range(0, 50), computed.Order());
        computed.Clear();
        Assert.Empty(await rdd.TakeAsync(0));
        Assert.Empty(computed);
    }

    [Fact]
    public async Task LookupComputesOnlyThePartitionOfTheKey()
    {
        await using StreamingContext ssc = BatchContext.Create();
        var computed = new System.Collections.Concurrent.ConcurrentQueue<string>();
        Rdd<(string? Key, int Value)> pairs = ssc.Parallelize(Enumerable.Range(0, 40), 3).Map(number => (Key: number == 7 ? null : $"k{number % 10}", number))
            .ReduceByKey((left, right) => left + right, 5);
        Rdd<(string? Key, int Value)> watched = pairs.Filter(pair =>
        {
            computed.Enqueue(pair.Key ?? "null");
            return true;
        });
        foreach ((string? key, int sum) in await pairs.CollectAsync())
        {
            computed.Clear();
            Assert.Equal([sum], await watched.LookupAsync(key));
            Assert.InRange(computed.Count, 1, 10);
            Assert.Contains(key ?? "null", computed);
        }

        Assert.Empty(await watched.LookupAsync("nowhere"));
    }

    [Fact]
    public async Task NullAndNaNAreValuesAsOthersAre()
    {
        await using StreamingContext ssc = BatchContext.Create();
        KeyDictionary<double, long> numbers = await ssc.Parallelize([double.NaN, 0.0, -0.0, double.NaN, -double.NaN, 1], 3).CountByValueAsync();
        Assert.Equal((3L, 2L, 1L), (numbers[double.NaN], numbers[0], numbers[1]));
        KeyDictionary<string?, string> texts = await ssc.Parallelize<(string?, string)>([(null, "a"), ("", "b"), (null, "c")], 2).CollectAsMapAsync();
        Assert.Equal([(null, "c"), ("", "b")], texts.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal([null, ""], texts.Keys);
        Assert.Equal(["c", "b"], texts.Values);
        Assert.True(texts.TryGetValue(null, out string? value));
        Assert.Equal("c", value);
    }

    [Fact]
    public async Task MaxAndMinKeepToTheNaturalOrder()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Rdd<double> numbers = ssc.Parallelize([1, double.NaN, 3, 2], 2);
        Assert.Equal(3, await numbers.MaxAsync());
        Assert.Equal(double.NaN, await numbers.MinAsync());
        Assert.Equal("a", await ssc.Parallelize(["Z", "a", "B"], 2).MaxAsync());
        Assert.Equal(("a", 1), await ssc.Parallelize([("Z", 9), ("a", 0), ("a", 1)], 2).MaxAsync());
        Assert.Equal(("Z", 9, "x"), await ssc.Parallelize([("Z", 9, "x"), ("a", 0, "y")], 2).MinAsync());
        var error = await Assert.ThrowsAsync<UnsupportedTypeException>(() => ssc.Parallelize([new object()]).MaxAsync());
        Assert.Contains("no natural order", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnsupportedTypeException>(() => ssc.Parallelize([(1, new object())]).TopAsync(1));
    }

    [Fact]
    public async Task AZeroThatMayBeChangedIsCopied()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Rdd<int> rdd = ssc.Parallelize(Enumerable.Range(0, 20), 6);
        var zero = new List<int>();
        List<int> all = await rdd.AggregateAsync(zero, Append, Join);
        Assert.Equal(Enumerable.Range(0, 20), all);
        Assert.Empty(zero);
        Assert.Equal(Enumerable.Range(0, 20), await rdd.AggregateAsync(() => new List<int>(), Append, Join));
        await Assert.ThrowsAsync<UnsupportedTypeException>(() => rdd.AggregateAsync(new object(), (zero, _) => zero, (left, _) => left));
        Assert.Equal(20, await ssc.Parallelize([new List<int> { 1 }, [2]], 2).FoldAsync([], Join) is [1, 2] ? 20 : 0);

        static List<int> Append(List<int> list, int number)
        {
            list.Add(number);
            return list;
        }

        static List<int> Join(List<int> left, List<int> right)
        {
            left.AddRange(right);
            return left;
        }
    }

    [Fact]
    public async Task ErrorsNameTheActionAndThePartition()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Rdd<int> rdd = ssc.Parallelize([1, 2, 3, 4], 2);
        await FailsAsync("Reduce", 1, () => rdd.ReduceAsync((left, right) => right == 4 ? throw new InjectedFaultException() : left + right));
        await FailsAsync("Reduce", null, () => rdd.ReduceAsync((left, right) => left + right == 10 ? throw new InjectedFaultException() : left + right));
        await FailsAsync("Foreach", 0, () => rdd.ForeachAsync(number => Throw()));
        await FailsAsync("Aggregate", 0, () => rdd.AggregateAsync<int>(() => throw new InjectedFaultException(), (sum, _) => sum, (sum, _) => sum));
        await FailsAsync("TakeOrdered", 0, () => rdd.TakeOrderedAsync(1, Comparer<int>.Create((_, _) => throw new InjectedFaultException())));

        static void Throw() => throw new InjectedFaultException();

        static async Task FailsAsync(string name, int? partition, Func<Task> action)
        {
            OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(action);
            Assert.Equal((name, partition), (error.OperatorName, error.Partition));
            Assert.IsType<InjectedFaultException>(error.InnerException);
        }
    }

    [Fact]
    public async Task ArgumentsAreChecked()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Rdd<int> rdd = ssc.Parallelize([1]);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => rdd.TakeAsync(-1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => rdd.TopAsync(-1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => rdd.TakeOrderedAsync(-1));
        await Assert.ThrowsAsync<ArgumentNullException>(() => rdd.ReduceAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => rdd.ForeachAsync((Action<int>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => rdd.ForeachAsync((Func<int, Task>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => rdd.AggregateAsync(0, null!, (left, _) => left));
    }

    private static readonly Comparer<string?> ByLength = Comparer<string?>.Create((left, right) => Comparer<int?>.Default.Compare(left?.Length, right?.Length));

    private static async Task EachAsync(Func<Rdd<string?>, List<string?>, Random, Task> check)
    {
        string?[] alphabet = ["a", "b", "A", "é", "e\u0301", "🚀", "", null, "long text", "ß", "日本"];
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            await using StreamingContext ssc = seed % 5 == 0 ? BatchContext.CreateRemote() : BatchContext.Create(seed, 1 + (seed % 3));
            List<string?> all = [.. Enumerable.Range(0, random.Next(seed % 7 == 0 ? 1 : 40)).Select(_ => alphabet[random.Next(alphabet.Length)])];
            Rdd<string?> rdd = seed % 11 == 0 ? ssc.EmptyRdd<string?>() : ssc.Parallelize(all, random.Next(1, 9));
            try
            {
                await check(rdd, seed % 11 == 0 ? [] : all, random);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
            }
        }
    }
}
