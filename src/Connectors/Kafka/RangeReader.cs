using Confluent.Kafka;

namespace OrleansStream.Kafka;

/// <summary>Reads ranges of one partition, and fetches ahead between them. Used by one thread at a time.</summary>
internal sealed class RangeReader : IDisposable
{
    private const long Unknown = -1;

    // How long a wait takes at most to notice that its task is cancelled.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly TopicPartition _partition;
    private readonly KafkaSourceOptions _options;
    private readonly Action<OffsetRange> _onLost;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private Error? _problem;

    // Where a range can begin that needs no new fetch; unknown while one is read.
    private long _next = Unknown;

    // A record beyond the last range, and where the client has said that the partition ends: all that there is before either has been seen.
    private ConsumeResult<byte[], byte[]>? _held;
    private long _end = Unknown;

    /// <param name="partition">The partition.</param>
    /// <param name="options">The source's options.</param>
    /// <param name="open">Opens a consumer, which tells its errors.</param>
    /// <param name="onLost">Told which offsets are gone and left out.</param>
    internal RangeReader(TopicPartition partition, KafkaSourceOptions options, Func<Action<Error>, IConsumer<byte[], byte[]>> open, Action<OffsetRange> onLost)
    {
        _partition = partition;
        _options = options;
        _onLost = onLost;
        _consumer = open(error => KafkaErrors.Note(ref _problem, error));
    }

    /// <summary>The records of a range. Offsets without a record, of compacted topics and of transactions, are passed over.</summary>
    /// <exception cref="OffsetOutOfRangeException">They are gone, and the source is to fail then.</exception>
    /// <exception cref="KafkaStreamException">They cannot be read, or not in time.</exception>
    internal IEnumerable<ConsumeResult<byte[], byte[]>> Read(OffsetRange range, CancellationToken cancellation)
    {
        Volatile.Write(ref _problem, null);
        long position = range.From;
        if (_next != position)
        {
            Begin(position);
        }

        _next = Unknown;
        while (position < range.Until)
        {
            if (_held is null && _end >= range.Until)
            {
                break;
            }

            ConsumeResult<byte[], byte[]>? record = _held;
            _held = null;
            if (record is null)
            {
                record = Await(range, position, cancellation);
                if (record is null)
                {
                    position = Reset(range, position);
                    continue;
                }

                if (record.IsPartitionEOF)
                {
                    _end = record.Offset.Value;
                    continue;
                }
            }

            if (record.Offset.Value >= range.Until)
            {
                _held = record;
                break;
            }

            if (record.Offset.Value >= position)
            {
                position = record.Offset.Value + 1;
                yield return record;
            }
        }

        _next = range.Until;
    }

    public void Dispose() => _consumer.Dispose();

    private void Begin(long offset)
    {
        _held = null;
        _end = Unknown;
        _consumer.Assign(new TopicPartitionOffset(_partition, offset));
    }

    /// <summary>The next record or the end of the partition, or null if the offset that was asked for is out of range.</summary>
    private ConsumeResult<byte[], byte[]>? Await(OffsetRange range, long position, CancellationToken cancellation)
    {
        try
        {
            if (_consumer.Consume(0) is { } ready)
            {
                return ready;
            }

            for (TimeSpan left = _options.ReadTimeout; ; left -= Poll)
            {
                cancellation.ThrowIfCancellationRequested();
                if (_consumer.Consume(Poll) is { } record)
                {
                    return record;
                }

                Error? problem = Volatile.Read(ref _problem);
                if ((problem is not null && KafkaErrors.IsRefusal(problem)) || left <= Poll)
                {
                    throw new KafkaStreamException(FormattableString.Invariant(
                        $"Nothing came of {range} from offset {position} on{(problem is null ? "" : $"; the client says: {problem.Reason}")}. Is a broker that leads the partition up? {nameof(KafkaSourceOptions.ReadTimeout)} is {_options.ReadTimeout}."));
                }
            }
        }
        catch (ConsumeException error) when (error.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange)
        {
            return null;
        }
        catch (KafkaException error)
        {
            throw new KafkaStreamException(FormattableString.Invariant($"Cannot read {range} from offset {position} on: {error.Error.Reason}"), error);
        }
    }

    /// <summary>Goes on, if it may, where a range has records again whose offsets were gone.</summary>
    private long Reset(OffsetRange range, long position)
    {
        WatermarkOffsets there = _consumer.QueryWatermarkOffsets(_partition, _options.RequestTimeout);
        if (_options.OnOffsetOutOfRange == OffsetOutOfRangePolicy.Fail)
        {
            throw OffsetOutOfRangeException.At(
                range.Topic, range.Partition, position, FormattableString.Invariant($"the partition has {there.Low}..{there.High}, and batch range {range} is to be read"));
        }

        // A batch stays within its range: with Latest nothing more of it counts.
        bool continues = _options.OnOffsetOutOfRange == OffsetOutOfRangePolicy.Earliest && there.Low.Value > position && there.Low.Value < range.Until;
        long next = continues ? there.Low.Value : range.Until;
        _onLost(range with { From = position, Until = next });

        // Also where this range has nothing more: after such an error the client fetches no further.
        Begin(next);
        return next;
    }
}
