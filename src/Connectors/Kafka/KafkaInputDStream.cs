using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Kafka;

/// <summary>The records of topics, keys and values as bytes; a partition of each dataset for each partition of the topics.</summary>
/// <remarks>
/// The offsets that a batch reads are fixed when it is sealed and are in the checkpoint with its seal: each attempt, also in another process, reads
/// just these. What the consumer group has committed is looked at by <see cref="StartingOffsets.Committed"/> only.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "What it owns is freed when its context lets go of it.")]
public sealed partial class KafkaInputDStream : InputDStream<KafkaRecord<byte[]?, byte[]?>>
{
    private readonly KafkaTopics _topics;
    private readonly KafkaSourceOptions _options;
    private readonly RangePlanner _planner;
    private readonly RangeReaders _readers;
    private readonly KafkaSourceMetrics _metrics;
    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, long> _commits = [];
    private readonly SortedDictionary<long, (SourceSeal Seal, IReadOnlyList<OffsetRange> Ranges)> _sealed = [];
    private readonly Dictionary<TopicPartition, long> _gone = [];
    private SortedDictionary<TopicPartition, long> _positions = NewPositions();
    private KafkaBroker? _broker;
    private long? _discovered;
    private bool _restored;

    // What the group is being told.
    private Task _committing = Task.CompletedTask;

    internal KafkaInputDStream(StreamingContext context, KafkaTopics topics, KafkaSourceOptions options)
        : base(context, "KafkaStream")
    {
        _topics = topics;
        _options = options;
        _metrics = new KafkaSourceMetrics(context.Options);
        _planner = new RangePlanner(context.BatchInterval, options.MaxRatePerPartition, options.MinRecordsPerPartition);
        _readers = new RangeReaders(
            partition => new RangeReader(partition, options, onError => KafkaClients.Open(options.ConfigFor(context.Options.JobName), context.Logger, onError), Lost),
            options.ConsumerIdleTimeout,
            context.Options.TimeProvider);
    }

    /// <summary>What a batch holds, a range for each partition of its dataset, in the same order.</summary>
    /// <param name="time">The batch's time.</param>
    /// <returns>The ranges; none if the batch is not known here: it is over, or is coordinated elsewhere.</returns>
    /// <remarks>For outputs such as <see cref="DStream{T}.ForeachRdd(Func{Rdd{T}, BatchTime, Task})"/>, while their batch runs.</remarks>
    public IReadOnlyList<OffsetRange> OffsetRanges(BatchTime time)
    {
        lock (_lock)
        {
            return _sealed.TryGetValue(time.Milliseconds, out (SourceSeal Seal, IReadOnlyList<OffsetRange> Ranges) batch) ? batch.Ranges : [];
        }
    }

    /// <summary>Commits the ends of ranges for the consumer group, so that tools which watch the group see how far the job is. It is sent with the
    /// next batch or at the stop; the job itself does not depend on it.</summary>
    /// <param name="ranges">What has been processed, such as <see cref="OffsetRanges"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="ranges"/> is null.</exception>
    public void CommitOffsets(IEnumerable<OffsetRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        lock (_lock)
        {
            foreach (OffsetRange range in ranges)
            {
                _commits[new TopicPartition(range.Topic, range.Partition)] = range.Until;
            }
        }
    }

    /// <inheritdoc/>
    protected override ValueTask RestoreAsync(IReadOnlyList<BatchSeal> seals, CancellationToken cancellationToken)
    {
        _restored = true;
        foreach (BatchSeal batch in seals)
        {
            Note(batch.Time, batch.Seal, OffsetSeal.Decode(batch.Seal.Content.Span));
        }

        foreach (OffsetRange range in OffsetSeal.Decode(seals[^1].Seal.Content.Span))
        {
            _positions[new TopicPartition(range.Topic, range.Partition)] = range.Until;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _broker = new KafkaBroker(_options.ConfigFor(Context.Options.JobName), _options.RequestTimeout, Context.Logger);
        try
        {
            // What has appeared since the last batch is new, also if that batch knew no partition at all.
            await DiscoverAsync(_restored ? StartingOffsets.Earliest : _options.StartingOffsets, cancellationToken).ConfigureAwait(false);
        }
        catch (KafkaException error)
        {
            throw new KafkaStreamException($"Cannot find out about {_topics} at {_options.Consumer.BootstrapServers}: {error.Error.Reason}", error);
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken)
    {
        IReadOnlyList<OffsetRange> ranges;
        try
        {
            TimeProvider clock = Context.Options.TimeProvider;
            if (_discovered is not { } last || clock.GetElapsedTime(last) >= _options.DiscoveryInterval)
            {
                await DiscoverAsync(StartingOffsets.Earliest, cancellationToken).ConfigureAwait(false);
            }

            ranges = _planner.Plan(await BacklogAsync(cancellationToken).ConfigureAwait(false), Rate());
        }
        catch (KafkaException error)
        {
            // What is there stays there, and a later batch takes it.
            BrokersAreAway(Context.Logger, Context.Options.JobName, Name, time.Milliseconds, error.Error.Reason);
            ranges = [.. _positions.Select(each => new OffsetRange(each.Key.Topic, each.Key.Partition.Value, each.Value, each.Value))];
        }

        foreach (OffsetRange range in ranges)
        {
            _positions[new TopicPartition(range.Topic, range.Partition)] = range.Until;
        }

        if (_committing.IsCompleted)
        {
            // Beside the batch: it does not depend on what the group is told.
            _committing = SendCommitsAsync(CancellationToken.None);
        }

        SourceSeal seal = Seal(ranges.Sum(range => range.Count), OffsetSeal.Describe(ranges), OffsetSeal.Encode(ranges));
        Note(time, seal, ranges);
        return seal;
    }

    /// <inheritdoc/>
    protected override Rdd<KafkaRecord<byte[]?, byte[]?>> Read(SealedInput<KafkaRecord<byte[]?, byte[]?>> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        IReadOnlyList<OffsetRange> ranges = OffsetSeal.Decode(batch.Seal.Content.Span);
        return batch.FromReader(ranges.Count, (partition, cancellation) => _readers.Read(ranges[partition], cancellation).Select(RecordOf));
    }

    /// <inheritdoc/>
    protected override void Release(SourceSeal seal)
    {
        lock (_lock)
        {
            // Batches are let go in order, so what is older is over too.
            long over = _sealed.FirstOrDefault(batch => batch.Value.Seal == seal).Key;
            foreach (long time in _sealed.Keys.TakeWhile(time => time <= over).ToArray())
            {
                _sealed.Remove(time);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task LetGoAsync()
    {
        if (_broker is { } broker)
        {
            using var patience = new CancellationTokenSource(_options.RequestTimeout, Context.Options.TimeProvider);
            await SendLastCommitsAsync(patience.Token).ConfigureAwait(false);
            broker.Dispose();
        }

        _readers.Dispose();
    }

    private static SortedDictionary<TopicPartition, long> NewPositions() => new(Comparer<TopicPartition>.Create(static (a, b) =>
        string.CompareOrdinal(a.Topic, b.Topic) is not 0 and var topics ? topics : a.Partition.Value.CompareTo(b.Partition.Value)));

    internal static KafkaRecord<byte[]?, byte[]?> RecordOf(ConsumeResult<byte[], byte[]> result)
    {
        Message<byte[], byte[]> message = result.Message;
        return new KafkaRecord<byte[]?, byte[]?>(
            result.Topic,
            result.Partition.Value,
            result.Offset.Value,
            TimestampOf(message),
            message.Key,
            message.Value,
            message.Headers is { Count: > 0 } headers ? [.. headers.Select(header => new KafkaHeader(header.Key, header.GetValueBytes()))] : []);
    }

    // Producers write what they like: microseconds, for one, are beyond what there is a point in time for.
    private static DateTimeOffset TimestampOf(Message<byte[], byte[]> message) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(message.Timestamp.UnixTimestampMs, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private double? Rate() =>
        Context.Options.BackpressureEnabled ? EstimatedRate ?? Context.Options.BackpressureInitialRate : null;

    /// <summary>Finds the partitions there are now. New ones begin where it is said. Those that are gone are read no more; where they were is remembered, since a broker that knows
    /// less than others may have answered.</summary>
    private async Task DiscoverAsync(StartingOffsets starting, CancellationToken cancellation)
    {
        IReadOnlyList<TopicPartition> partitions = await _broker!.PartitionsOfAsync(_topics, cancellation).ConfigureAwait(false);
        TopicPartition[] added = [.. partitions.Where(each => !_positions.ContainsKey(each) && !_gone.ContainsKey(each))];
        IReadOnlyDictionary<TopicPartition, long> first = await _broker
            .OffsetsAsync(added, starting.IsFromStart ? OffsetSpec.Earliest() : OffsetSpec.Latest(), cancellation).ConfigureAwait(false);
        IReadOnlyDictionary<TopicPartition, long> better = starting.IsCommitted && added.Length > 0
            ? await _broker.CommittedAsync(added, cancellation).ConfigureAwait(false)
            : starting.Given;

        SortedDictionary<TopicPartition, long> positions = NewPositions();
        foreach (TopicPartition partition in partitions)
        {
            positions[partition] = _positions.TryGetValue(partition, out long known) || _gone.Remove(partition, out known) ? known
                : better.TryGetValue(partition, out long given) ? given
                : first[partition];
        }

        foreach ((TopicPartition partition, long position) in _positions.Where(each => !positions.ContainsKey(each.Key)))
        {
            _gone[partition] = position;
        }

        _positions = positions;
        _discovered = Context.Options.TimeProvider.GetTimestamp();
    }

    /// <summary>What there is to read of each partition.</summary>
    private async Task<IReadOnlyList<OffsetRange>> BacklogAsync(CancellationToken cancellation)
    {
        IReadOnlyDictionary<TopicPartition, long> ends = await _broker!.OffsetsAsync(_positions.Keys, OffsetSpec.Latest(), cancellation).ConfigureAwait(false);
        IReadOnlyDictionary<TopicPartition, long> starts = await _broker.OffsetsAsync(_positions.Keys, OffsetSpec.Earliest(), cancellation).ConfigureAwait(false);
        var backlog = new List<OffsetRange>();
        foreach ((TopicPartition partition, long position) in _positions)
        {
            (string topic, int number) = (partition.Topic, partition.Partition.Value);
            long from = WithinRange(partition, position, starts[partition], ends[partition]);
            backlog.Add(new OffsetRange(topic, number, from, ends[partition]));
            _metrics.Lag(Name, topic, number, ends[partition] - from);
        }

        return backlog;
    }

    private long WithinRange(TopicPartition partition, long position, long start, long end)
    {
        if (position >= start && position <= end)
        {
            return position;
        }

        if (_options.OnOffsetOutOfRange == OffsetOutOfRangePolicy.Fail)
        {
            throw OffsetOutOfRangeException.At(partition.Topic, partition.Partition.Value, position, FormattableString.Invariant($"the partition has {start}..{end}"));
        }

        long next = _options.OnOffsetOutOfRange == OffsetOutOfRangePolicy.Earliest ? start : end;
        Lost(new OffsetRange(partition.Topic, partition.Partition.Value, position, Math.Max(position, next)));
        return next;
    }

    private void Lost(OffsetRange range)
    {
        OffsetsAreLost(Context.Logger, Context.Options.JobName, Name, range.ToString());
        _metrics.Lost(Name, range.Topic, range.Partition, range.Count);
    }

    private void Note(BatchTime time, SourceSeal seal, IReadOnlyList<OffsetRange> ranges)
    {
        lock (_lock)
        {
            _sealed[time.Milliseconds] = (seal, ranges);
        }
    }

    private async Task SendLastCommitsAsync(CancellationToken cancellation)
    {
        try
        {
            await _committing.WaitAsync(cancellation).ConfigureAwait(false);
            await SendCommitsAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException error)
        {
            CommitFailed(Context.Logger, Context.Options.JobName, Name, error);
        }
    }

    private async Task SendCommitsAsync(CancellationToken cancellation)
    {
        TopicPartitionOffset[] commits;
        lock (_lock)
        {
            commits = [.. _commits.Select(each => new TopicPartitionOffset(each.Key, each.Value))];
            _commits.Clear();
        }

        if (commits.Length == 0)
        {
            return;
        }

        try
        {
            await _broker!.CommitAsync(commits, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is KafkaException or KafkaStreamException)
        {
            // Only who watches the group misses them, until the next ones.
            CommitFailed(Context.Logger, Context.Options.JobName, Name, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: {Source} gets no answer from the brokers; batch {BatchTime} ms takes no records: {Reason}")]
    private static partial void BrokersAreAway(ILogger logger, string job, string source, long batchTime, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: {Source} goes on without {Range}: these offsets are out of range.")]
    private static partial void OffsetsAreLost(ILogger logger, string job, string source, string range);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: {Source} could not commit offsets for its consumer group.")]
    private static partial void CommitFailed(ILogger logger, string job, string source, Exception error);
}
