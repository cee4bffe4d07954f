using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Core.Tests.Execution;

public sealed class ExternalSortTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly BlockStore _store;

    public ExternalSortTests() =>
        _store = new BlockStore(0, new SpillDirectory(_directory.Root, NullLogger.Instance), new JobEncoding(), NullLogger.Instance);

    public void Dispose()
    {
        _store.Dispose();
        Assert.Empty(_directory.Everything());
        _directory.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(300)]
    [InlineData(1100)]
    public void PairsOfEqualKeysKeepTheirOrderHoweverManyRunsThereAre(int runs)
    {
        var random = new Random(runs);
        var all = new List<(int Key, string Value)>();
        using (var sort = new ExternalSort<int, string>(Comparer<int>.Default, _store, share: 0))
        {
            for (int run = 0; run < runs; run++)
            {
                for (int i = random.Next(1, 5); i > 0; i--)
                {
                    (int Key, string Value) pair = (random.Next(runs), $"value {all.Count}");
                    all.Add(pair);
                    sort.Pairs.Add(pair);
                }

                LookUntilItSpills(sort);
            }

            Assert.Equal(all.OrderBy(pair => pair.Key), sort.Sorted());
            Assert.InRange(Files(), Math.Min(runs, 1), 60);
        }

        Assert.Equal(0, Files());
    }

    [Fact]
    public void AComparerThatThrowsDuringAMergeLeavesNothing()
    {
        int calls = 0;
        using (var sort = new ExternalSort<int, string>(Comparer<int>.Create((left, right) => ++calls < 20 ? left.CompareTo(right) : throw new TimeZoneNotFoundException()), _store, share: 0))
        {
            Assert.Throws<TimeZoneNotFoundException>(() =>
            {
                for (int run = 0; run < 40; run++)
                {
                    sort.Pairs.Add((run, ""));
                    LookUntilItSpills(sort);
                }
            });
        }

        Assert.Equal(0, Files());
    }

    private static void LookUntilItSpills(ExternalSort<int, string> sort)
    {
        for (int look = 0; sort.Pairs.Count > 0 && look < 4; look++)
        {
            sort.Look();
        }

        Assert.Empty(sort.Pairs);
    }

    private int Files() => _directory.Everything().Count(path => File.Exists(_directory[path]) && !path.EndsWith(".lock", StringComparison.Ordinal));
}
