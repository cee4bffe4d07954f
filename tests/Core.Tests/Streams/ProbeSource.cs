using System.Buffers.Binary;

namespace OrleansStream.Core.Tests.Streams;

/// <summary>A source that counts what is asked of it, takes records from the test, and fails on demand.</summary>
internal sealed class ProbeSource(StreamingContext context) : InputDStream<int>(context, "Probe")
{
    private readonly Lock _lock = new();
    private readonly List<int> _arrived = [];
    private readonly Dictionary<int, int[]> _sealed = [];
    private int _seals;

    internal Exception? StartError { get; init; }

    internal Action? OnStart { get; init; }

    internal Exception? StopError { get; init; }

    /// <summary>Numbers of seal calls, from 1, that fail.</summary>
    internal HashSet<int> FailingSeals { get; } = [];

    internal int Starts { get; private set; }

    internal int Stops { get; private set; }

    internal int SealCalls { get; private set; }

    internal int Releases { get; private set; }

    internal void Arrive(params int[] records)
    {
        lock (_lock)
        {
            _arrived.AddRange(records);
        }
    }

    protected override bool HasUnsealedData
    {
        get
        {
            lock (_lock)
            {
                return _arrived.Count > 0;
            }
        }
    }

    protected override ValueTask StartAsync(CancellationToken cancellationToken)
    {
        Starts++;
        OnStart?.Invoke();
        return StartError is null ? ValueTask.CompletedTask : throw StartError;
    }

    protected override ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Stops++;
        return StopError is null ? ValueTask.CompletedTask : throw StopError;
    }

    protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (FailingSeals.Contains(++SealCalls))
            {
                throw new OrleansStream.Testing.InjectedFaultException($"seal call {SealCalls}");
            }

            int number = _seals++;
            _sealed.Add(number, [.. _arrived]);
            _arrived.Clear();
            byte[] content = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(content, number);
            return ValueTask.FromResult<SourceSeal?>(Seal(_sealed[number].Length, $"{number}", content));
        }
    }

    protected override Rdd<int> Read(SealedInput<int> batch)
    {
        lock (_lock)
        {
            return batch.FromPartitions([_sealed[BinaryPrimitives.ReadInt32LittleEndian(batch.Seal.Content.Span)]]);
        }
    }

    protected override void Release(SourceSeal seal)
    {
        lock (_lock)
        {
            Releases++;
            Assert.True(_sealed.Remove(BinaryPrimitives.ReadInt32LittleEndian(seal.Content.Span)), "A seal was let go twice.");
        }
    }
}
