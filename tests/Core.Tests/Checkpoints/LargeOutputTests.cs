using System.Collections.Concurrent;
using OrleansStream.Checkpoints;
using OrleansStream.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>What an output prepares may be a whole batch: it is published as it was prepared, whatever is lost on the way, and then leaves the checkpoint.</summary>
public sealed class LargeOutputTests
{
    private const int Batches = 12;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task WhatWasPreparedIsPublishedWhereverTheProcessDies(int block)
    {
        for (int seed = block * 10; seed < (block + 1) * 10; seed++)
        {
            await RunAsync(new Random(seed), seed);
        }
    }

    [Fact]
    public async Task AHeadStaysSmall()
    {
        var job = new RecoveringJob();
        var sink = new LargeSink { Fails = true };
        var log = new List<int> { 1, 2, 3 };
        await using (StreamingTestHarness life = job.NewLife(ssc => new LogSource(ssc, log).SaveTo(sink), options => options.MaxBatchAttempts = 1))
        {
            life.ExpectsFailure = true;
            await life.StartAsync();
            await life.AdvanceAsync();
        }

        StoredHead stored = (await job.Store.ReadHeadAsync(default))!;
        Assert.InRange(stored.Content.Length, 1, LargeSink.RecordLength);
        CheckpointInspector inspector = await CheckpointInspector.OpenAsync(job.Store);
        Assert.Single(inspector.Unpublished);
        Assert.Empty((await inspector.VerifyAsync()).Faults);

        string name = (await job.HeadAsync()).KeptOutputs.Single().Object;
        await job.Store.DeleteAsync(name, default);
        await using StreamingTestHarness next = job.NewLife(ssc => new LogSource(ssc, log).SaveTo(sink));
        CheckpointDamagedException error = await Assert.ThrowsAsync<CheckpointDamagedException>(() => next.StartAsync());
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    private static async Task RunAsync(Random random, int seed)
    {
        var job = new RecoveringJob();
        var store = (InMemoryCheckpointStore)job.Store;
        var log = new List<int>();
        var sink = new LargeSink();
        while (log.Count < Batches)
        {
            var dying = new DyingStore(store, random.Next(1, 150));
            await using StreamingTestHarness life = job.NewLife(ssc => new LogSource(ssc, log).SaveTo(sink), options =>
            {
                options.CheckpointStore = dying;
                options.MaxBatchAttempts = 1;
            });
            life.ExpectsFailure = true;
            sink.Fails = random.Next(4) == 0;
            try
            {
                await life.StartAsync();
                while (log.Count < Batches && life.Context.State == StreamingContextState.Active)
                {
                    log.Add(log.Count);
                    sink.Fails = random.Next(4) == 0;
                    await life.AdvanceAsync();
                }
            }
            catch (InjectedFaultException)
            {
                // It died while it started.
                job.Pass(1);
            }
        }

        sink.Fails = false;
        await using StreamingTestHarness last = job.NewLife(ssc => new LogSource(ssc, log).SaveTo(sink));
        await last.StartAsync();
        await last.AdvanceAsync(3);
        Assert.Equal((seed, string.Join(' ', log)), (seed, sink.Text));
        Assert.DoesNotContain(await store.ListAsync("outputs/", default).ToArrayAsync(), name => name.Length > 0);
        Assert.Empty((await (await CheckpointInspector.OpenAsync(store)).VerifyAsync()).Faults);
    }

    /// <summary>Stages records with the commit, each as many bytes, and keeps what is published under its batch time, as a sink with markers would.</summary>
    private sealed class LargeSink : Sink<int>
    {
        internal const int RecordLength = 5000;

        private readonly ConcurrentDictionary<long, int[]> _published = new();

        internal bool Fails { get; set; }

        internal string Text => string.Join(' ', _published.OrderBy(one => one.Key).SelectMany(one => one.Value));

        public override SinkWriter<int> Open(SinkPartition partition) => new Writer();

        public override ValueTask<ReadOnlyMemory<byte>?> PrepareAsync(SinkBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
        {
            byte[] all = [.. BitConverter.GetBytes(batch.Time.Milliseconds), .. parts.SelectMany(part => part.ToArray())];
            return ValueTask.FromResult<ReadOnlyMemory<byte>?>(all);
        }

        public override ValueTask PublishAsync(ReadOnlyMemory<byte> token, CancellationToken cancellationToken)
        {
            long time = BitConverter.ToInt64(token.Span);
            int[] records = [.. Enumerable.Range(0, (token.Length - sizeof(long)) / RecordLength).Select(one => BitConverter.ToInt32(token.Span[(sizeof(long) + (one * RecordLength))..]))];
            Assert.Equal(records, _published.GetOrAdd(time, records));
            return Fails ? throw new InjectedFaultException("Published, but nobody knows.") : ValueTask.CompletedTask;
        }

        private sealed class Writer : SinkWriter<int>
        {
            private readonly List<byte> _bytes = [];

            public override void Write(int record) => _bytes.AddRange([.. BitConverter.GetBytes(record), .. new byte[RecordLength - sizeof(int)]]);

            public override ReadOnlyMemory<byte> Complete() => _bytes.ToArray();
        }
    }
}
