using Confluent.Kafka;

namespace OrleansStream.Kafka;

/// <summary>The readers of one source in one process, kept between batches so that they fetch ahead, and closed when no batch has used them for a while.</summary>
/// <param name="open">Makes a reader.</param>
/// <param name="idle">How long a reader is kept.</param>
/// <param name="time">The clock.</param>
internal sealed class RangeReaders(Func<TopicPartition, RangeReader> open, TimeSpan idle, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, (RangeReader Reader, long Since)> _kept = [];
    private ITimer? _sweep;
    private bool _closed;

    /// <summary>Reads a range with the reader of its partition. A reader that fails is not used again.</summary>
    internal IEnumerable<ConsumeResult<byte[], byte[]>> Read(OffsetRange range, CancellationToken cancellation)
    {
        if (range.Count == 0)
        {
            yield break;
        }

        var partition = new TopicPartition(range.Topic, range.Partition);
        RangeReader reader = Take(partition);
        bool completed = false;
        try
        {
            foreach (ConsumeResult<byte[], byte[]> record in reader.Read(range, cancellation))
            {
                yield return record;
            }

            completed = true;
        }
        finally
        {
            if (!completed || !TryKeep(partition, reader))
            {
                reader.Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
        }

        Close(static _ => true);
    }

    private RangeReader Take(TopicPartition partition)
    {
        lock (_lock)
        {
            if (_kept.Remove(partition, out (RangeReader Reader, long Since) kept))
            {
                return kept.Reader;
            }
        }

        return open(partition);
    }

    private bool TryKeep(TopicPartition partition, RangeReader reader)
    {
        lock (_lock)
        {
            if (_closed || !_kept.TryAdd(partition, (reader, time.GetTimestamp())))
            {
                return false;
            }

            _sweep ??= time.CreateTimer(_ => CloseIdle(), null, idle, idle);
            return true;
        }
    }

    private void CloseIdle() => Close(since => time.GetElapsedTime(since) >= idle);

    private void Close(Func<long, bool> isOver)
    {
        List<RangeReader> over = [];
        lock (_lock)
        {
            foreach ((TopicPartition partition, (RangeReader reader, long since)) in _kept)
            {
                if (isOver(since))
                {
                    _kept.Remove(partition);
                    over.Add(reader);
                }
            }

            if (_kept.Count == 0)
            {
                // A host is not told that its job is over, and a timer would keep all of it.
                _sweep?.Dispose();
                _sweep = null;
            }
        }

        over.ForEach(static reader => reader.Dispose());
    }
}
