using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream.Core.Tests.Stateful;

public sealed class TablePartitionConcurrencyTests : IDisposable
{
    private const int Accounts = 500;
    private const long Sum = 100 * Accounts;

    // One side's progress is measured by the other's, which holds on a busy machine too. Of 200 rounds, a reader reads five to ten thousand times
    // in each; if the writer made no way for readers, it would be a few hundred at most. A reader that reaches the limit has kept the writer out.
    private const int Rounds = 200;
    private const long LeastReadsOfRound = 1000;
    private const long MostReads = 100_000_000;

    private readonly TemporaryDirectory _directory = new();
    private readonly BlockStore _blocks;

    public TablePartitionConcurrencyTests() =>
        _blocks = new BlockStore(0, new SpillDirectory(_directory.Root, NullLogger.Instance), new JobEncoding(), NullLogger.Instance);

    public void Dispose()
    {
        _blocks.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public Task ReadersSeeWholeVersionsWhileBatchesRun() => ReadWhileBatchesRunAsync(batches: 100);

    [Fact]
    [Trait("Tier", "Long")]
    public Task ReadersSeeWholeVersionsWhileManyBatchesRun() => ReadWhileBatchesRunAsync(batches: 1000);

    private async Task ReadWhileBatchesRunAsync(int batches)
    {
        StatePartition<long, long> partition = StatePartitionFactory<long, long>.Make(new JobEncoding().KeyFor<long>(), new KeyGroups(16, 1), 0, timed: false, _blocks);
        partition.Promote(0);
        long[] accounts = [.. Enumerable.Range(0, Accounts).Select(number => (long)number)];
        partition.Load(accounts, [.. accounts.Select(new JobEncoding().KeyFor<long>().Hash)], [.. accounts.Select(_ => 100L)], new long[Accounts]);

        long complete = 0;
        bool over = false;
        Task<int>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            int read = 0;
            while (!Volatile.Read(ref over) || read == 0)
            {
                read += TryRead(partition, Volatile.Read(ref complete)) ? 1 : 0;
            }

            return read;
        }))];
        var transfers = new Transfers(new Random(1));
        for (long time = 1; time <= batches; time++)
        {
            partition.Begin(time, time - 1);
            partition.Accept(transfers);
            if (time % 7 == 0)
            {
                // The task is run again.
                partition.Begin(time, time - 1);
                partition.Accept(transfers);
            }

            Volatile.Write(ref complete, time);
            partition.Promote(time - 2);
        }

        Volatile.Write(ref over, true);
        Assert.All(await Task.WhenAll(readers).WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System), read => Assert.True(read > 0));
    }

    [Fact]
    public async Task NeitherReadersNorTheWriterStarve()
    {
        StatePartition<long, long> partition = StatePartitionFactory<long, long>.Make(new JobEncoding().KeyFor<long>(), new KeyGroups(16, 1), 0, timed: false, _blocks);
        partition.Begin(1, StateLayers<long>.Never);
        long[] reads = new long[3];
        bool over = false;
        Task[] readers = [.. Enumerable.Range(0, reads.Length).Select(reader => Task.Factory.StartNew(
            () =>
            {
                for (long key = 0; !Volatile.Read(ref over) && key < MostReads; key++)
                {
                    Assert.True(partition.TryLookUp(key % Accounts, StateLayers<long>.Never, out StateLookup<long> found));
                    Assert.False(found.Found);
                    Interlocked.Increment(ref reads[reader]);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        while (reads.Any(count => Volatile.Read(ref count) == 0))
        {
            Thread.Yield();
        }

        long[] began = [.. reads];
        var transfers = new Transfers(new Random(1));
        for (int round = 0; round < Rounds; round++)
        {
            partition.Accept(transfers);
        }

        long[] meanwhile = [.. reads.Zip(began, (now, before) => now - before)];
        Volatile.Write(ref over, true);
        await Task.WhenAll(readers).Within();
        Assert.All(meanwhile, count => Assert.InRange(count, LeastReadsOfRound * Rounds, MostReads - 1));
    }

    /// <returns>False if the version has gone in between.</returns>
    private static bool TryRead(StatePartition<long, long> partition, long version)
    {
        StateReader<long, long> reader;
        try
        {
            reader = partition.Read(0, 16, version);
        }
        catch (InvalidOperationException) when (partition.Base > version)
        {
            return false;
        }

        using (reader)
        {
            var entries = new StateEntry<long, long>[64];
            long sum = 0;
            while (reader.Read(entries) is > 0 and int count)
            {
                foreach (StateEntry<long, long> entry in entries.AsSpan(0, count))
                {
                    sum += entry.State;
                }
            }

            Assert.Equal(Sum, sum);
            return true;
        }
    }

    /// <summary>Moves amounts between accounts, some of which are closed and others opened.</summary>
    private sealed class Transfers(Random random) : IStateTablesVisitor<long, long>
    {
        public void Visit<TStored, TKeys>(TablePartition<long, TStored, long, TKeys> partition, TKeys keys)
            where TKeys : struct, IStoredKeys<long, TStored>
        {
            for (int chunk = 0; chunk < 5; chunk++)
            {
                partition.Gate.EnterWriter();
                for (int i = 0; i < 50; i++)
                {
                    long amount = Take(partition, keys, random.Next(Accounts * 4));
                    Give(partition, keys, random.Next(Accounts * 4), amount);
                }

                partition.Gate.ExitWriter();
            }
        }

        private static long Take<TStored, TKeys>(TablePartition<long, TStored, long, TKeys> partition, TKeys keys, long key)
            where TKeys : struct, IStoredKeys<long, TStored>
        {
            ulong hash = keys.Hash(key);
            StateTable<long, TStored, long, TKeys> table = partition.TableOf(hash);
            int place = table.Find(keys.Form(key), hash, out bool found);
            long amount = found ? table.At(place).Newest.State : 0;
            if (found && table.At(place).IsLive)
            {
                table.Remove(place);
            }

            return amount;
        }

        private static void Give<TStored, TKeys>(TablePartition<long, TStored, long, TKeys> partition, TKeys keys, long key, long amount)
            where TKeys : struct, IStoredKeys<long, TStored>
        {
            ulong hash = keys.Hash(key);
            StateTable<long, TStored, long, TKeys> table = partition.TableOf(hash);
            int place = table.Find(keys.Form(key), hash, out bool found);
            table.Put(keys.Form(key), hash, amount + (found ? table.At(place).Newest.State : 0));
        }
    }
}
