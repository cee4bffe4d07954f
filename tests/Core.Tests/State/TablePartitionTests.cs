using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream.Core.Tests.Stateful;

public class TablePartitionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EveryVersionAgreesWithADictionary(int block)
    {
        long spilled = 0;
        for (int seed = block * 50; seed < (block + 1) * 50; seed++)
        {
            try
            {
                spilled += Run(seed);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}.", error);
            }
        }

        Assert.True(spilled > 0);
    }

    /// <returns>How many bytes went to disk.</returns>
    private static long Run(int seed)
    {
        var random = new Random(seed);
        var groups = new KeyGroups(random.Next(1, 20), 1);
        bool grouped = random.Next(3) > 0;
        int keyCount = random.Next(1, 300);

        // With little memory or none, groups go to disk whenever a version is promoted.
        using var directory = new TemporaryDirectory();
        long limit = (seed / 2 % 3) switch { 0 => 0, 1 => random.Next(20_000), _ => long.MaxValue };
        using var blocks = new BlockStore(limit, new SpillDirectory(directory.Root, NullLogger.Instance), new JobEncoding(), NullLogger.Instance);
        if (seed % 2 == 0)
        {
            var partition = new TablePartition<string, InlineString, long, TextKeys>(default, grouped ? groups : null, 0, ownsKeys: false, timed: true, blocks);
            var oracle = new PartitionOracle<string, InlineString, long, TextKeys>(partition, default, random, KeyOf, number => number);
            Play(oracle, random, keyCount);
        }
        else
        {
            var keys = new PlainKeys<int, CollidingKeys>(default);
            var partition = new TablePartition<int, int, string, PlainKeys<int, CollidingKeys>>(keys, grouped ? groups : null, 0, ownsKeys: false, timed: true, blocks);
            var oracle = new PartitionOracle<int, int, string, PlainKeys<int, CollidingKeys>>(partition, keys, random, number => number, number => $"state {number}");
            Play(oracle, random, Math.Min(keyCount, 60));
        }

        return blocks.Spilled;
    }

    private static void Play<TKey, TStored, TState, TKeys>(PartitionOracle<TKey, TStored, TState, TKeys> oracle, Random random, int keyCount)
        where TKey : notnull
        where TKeys : struct, IStoredKeys<TKey, TStored>
    {
        if (random.Next(2) == 0)
        {
            oracle.Load(random.Next(keyCount));
        }

        for (int i = 0; i < 200; i++)
        {
            oracle.Step(keyCount);
        }

        oracle.Finish();
    }

    // Some longer than what lies in the slot.
    private static string KeyOf(int number) => $"key{(number % 3 == 0 ? "-with-a-long-name-" : "")}{number}";
}
