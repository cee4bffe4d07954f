using System.Buffers;
using OrleansStream.Checkpoints;
using OrleansStream.Encoding;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A job over a receiver that a test pushes numbers to, in several lives: what was acknowledged, and what batches have made of it.</summary>
internal sealed class PushedInput(RecoveringJob job)
{
    private readonly List<CollectedBatch<int>> _batches = [];
    private readonly List<int> _acknowledged = [];
    private int _next;

    internal RecoveringJob Job => job;

    /// <summary>What store calls that have ended well have stored, in order.</summary>
    internal IReadOnlyList<int> Acknowledged => _acknowledged;

    /// <summary>What committed batches held.</summary>
    internal IReadOnlyList<int> Processed => [.. _batches.SelectMany(batch => batch.Records)];

    internal IReadOnlyList<CollectedBatch<int>> Batches => _batches;

    internal PushReceiver Receiver { get; private set; } = new();

    /// <summary>Whether the next life's batches fail.</summary>
    internal bool Fails { get; set; }

    /// <summary>Whether the next life has an output that acts before the commit, so that what its batches hold is in the head before they run.</summary>
    internal bool SealsFirst { get; set; }

    /// <summary>Makes a life of the job.</summary>
    internal StreamingTestHarness NewLife(Action<StreamingContextOptions>? configure = null)
    {
        Receiver = new PushReceiver();
        bool fails = Fails;
        StreamingTestHarness life = job.NewLife(
            Define,
            options =>
            {
                options.MaxBatchAttempts = fails ? 1 : 4;
                options.MaxTaskFailures = 1;
                configure?.Invoke(options);
            });
        life.ExpectsFailure = fails;
        return life;

        void Define(StreamingContext ssc)
        {
            DStream<int> numbers = ssc.ReceiverStream(Receiver).Map(number => fails ? throw new InjectedFaultException() : number);
            numbers.CollectTo("out");
            if (SealsFirst)
            {
                numbers.ForeachRdd((_, _, _) => Task.CompletedTask);
            }
        }
    }

    /// <summary>Stores numbers that have not been stored before as a block, and takes note once they are.</summary>
    internal async Task StoreAsync(int count)
    {
        int[] block = [.. Enumerable.Range(_next, count)];
        _next += count;
        await Receiver.StoreAsync(block);
        _acknowledged.AddRange(block);
    }

    /// <summary>The same in encoded form.</summary>
    internal async Task StoreEncodedAsync(int count)
    {
        int[] block = [.. Enumerable.Range(_next, count)];
        _next += count;
        var bytes = new ArrayBufferWriter<byte>();
        new JobEncoding().CodecFor<int>().WriteBlock(block, bytes);
        await Receiver.StoreEncodedAsync(bytes.WrittenMemory);
        _acknowledged.AddRange(block);
    }

    /// <summary>The names of what is there of receivers' logs.</summary>
    internal async Task<string[]> LoggedAsync() => await ((InMemoryCheckpointStore)job.Store).ListAsync("received/", default).ToArrayAsync();

    /// <summary>Takes note of what a life has done.</summary>
    internal void Look(StreamingTestHarness life) =>
        _batches.AddRange(RecoveringJob.BatchesAfter(_batches.Count == 0 ? default : _batches[^1].Time, life));

    internal sealed class PushReceiver : Receiver<int>
    {
        protected override void OnStart()
        {
        }
    }
}
