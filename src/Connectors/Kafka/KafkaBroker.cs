using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Kafka;

/// <summary>Asks the brokers which partitions there are and how far they go. Used by one caller at a time.</summary>
internal sealed class KafkaBroker : IDisposable
{
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly IAdminClient _admin;
    private readonly TimeSpan _timeout;
    private readonly IsolationLevel _isolation;
    private Error? _problem;

    // What has been asked last, which goes on also when nobody waits for it any more.
    private Task _running = Task.CompletedTask;

    internal KafkaBroker(ConsumerConfig config, TimeSpan timeout, ILogger logger)
    {
        _timeout = timeout;
        _isolation = config.IsolationLevel ?? IsolationLevel.ReadCommitted;
        _consumer = KafkaClients.Open(config, logger, error => KafkaErrors.Note(ref _problem, error));
        _admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
    }

    /// <summary>The partitions that there are now.</summary>
    /// <exception cref="KafkaStreamException">A topic is unknown or may not be read.</exception>
    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    internal async Task<IReadOnlyList<TopicPartition>> PartitionsOfAsync(KafkaTopics topics, CancellationToken cancellation) =>
        topics.Partitions.Count > 0 ? topics.Partitions
        : topics.Pattern is { } pattern ? await MatchingAsync(topic => !topic.StartsWith("__", StringComparison.Ordinal) && pattern.IsMatch(topic), cancellation).ConfigureAwait(false)
        : await NamedAsync(topics.Names, cancellation).ConfigureAwait(false);

    /// <summary>The first offset of each partition, or the one after the last.</summary>
    /// <exception cref="KafkaStreamException">A partition is unknown or may not be read.</exception>
    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    internal async Task<IReadOnlyDictionary<TopicPartition, long>> OffsetsAsync(
        IReadOnlyCollection<TopicPartition> partitions, OffsetSpec which, CancellationToken cancellation)
    {
        if (partitions.Count == 0)
        {
            return new Dictionary<TopicPartition, long>();
        }

        TakeEvents();
        IEnumerable<TopicPartitionOffsetError> offsets;
        try
        {
            ListOffsetsResult result = await RunAsync(
                _admin.ListOffsetsAsync(
                    partitions.Select(each => new TopicPartitionOffsetSpec { TopicPartition = each, OffsetSpec = which }),
                    new ListOffsetsOptions { RequestTimeout = _timeout, IsolationLevel = _isolation }),
                cancellation).ConfigureAwait(false);
            offsets = result.ResultInfos.Select(each => each.TopicPartitionOffsetError);
        }
        catch (ListOffsetsException error)
        {
            // Thrown if any partition failed. The results say which and why, and each is looked at below.
            offsets = error.Result.ResultInfos.Select(each => each.TopicPartitionOffsetError);
        }
        catch (KafkaException error)
        {
            throw Named(error);
        }

        var found = new Dictionary<TopicPartition, long>();
        foreach (TopicPartitionOffsetError each in offsets)
        {
            ThrowIf(each.Error, each.TopicPartition.ToString());
            if (each.Offset.Value < 0)
            {
                // The client gives this, and no error, for a broker that it lost meanwhile.
                throw Named(new KafkaException(new Error(ErrorCode.Local_Transport, $"The offset of {each.TopicPartition} did not come.")));
            }

            found[each.TopicPartition] = each.Offset.Value;
        }

        Volatile.Write(ref _problem, null);
        return found;
    }

    /// <summary>What the consumer group has committed, of partitions for which it has.</summary>
    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    internal async Task<IReadOnlyDictionary<TopicPartition, long>> CommittedAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellation)
    {
        List<TopicPartitionOffset> committed = await Blocking(() => _consumer.Committed(partitions, _timeout), cancellation).ConfigureAwait(false);
        return committed.Where(each => each.Offset.Value >= 0).ToDictionary(each => each.TopicPartition, each => each.Offset.Value);
    }

    /// <summary>Commits next offsets for the consumer group.</summary>
    /// <exception cref="KafkaException">The brokers do not answer, or do not take them.</exception>
    internal Task CommitAsync(IEnumerable<TopicPartitionOffset> offsets, CancellationToken cancellation) => Blocking(
        () =>
        {
            _consumer.Commit(offsets);
            return true;
        },
        cancellation);

    /// <summary>Closes the client, when a call that was given up has come back: it would be left without.</summary>
    public void Dispose() => _ = _running.ContinueWith(
        _ =>
        {
            _admin.Dispose();
            _consumer.Dispose();
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private async Task<IReadOnlyList<TopicPartition>> NamedAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var partitions = new List<TopicPartition>();
        foreach (string name in names)
        {
            Metadata metadata = await Blocking(() => _admin.GetMetadata(name, _timeout), cancellation).ConfigureAwait(false);
            TopicMetadata topic = metadata.Topics.Single();
            ThrowIf(topic.Error, name);
            partitions.AddRange(topic.Partitions.Select(each => new TopicPartition(name, each.PartitionId)));
        }

        return partitions;
    }

    private async Task<IReadOnlyList<TopicPartition>> MatchingAsync(Func<string, bool> matches, CancellationToken cancellation)
    {
        Metadata metadata = await Blocking(() => _admin.GetMetadata(_timeout), cancellation).ConfigureAwait(false);
        var partitions = new List<TopicPartition>();
        foreach (TopicMetadata topic in metadata.Topics.Where(topic => matches(topic.Topic)))
        {
            // One that is left out would be taken for gone.
            ThrowIf(topic.Error, topic.Topic);
            partitions.AddRange(topic.Partitions.Select(each => new TopicPartition(topic.Topic, each.PartitionId)));
        }

        return partitions;
    }

    /// <summary>Waits for a call, or for the wish to give it up: the client's calls cannot be ended.</summary>
    private Task<T> RunAsync<T>(Task<T> call, CancellationToken cancellation)
    {
        _running = _running.IsCompleted ? call : Task.WhenAll(_running, call);
        return call.WaitAsync(cancellation);
    }

    // These calls of the client have no asynchronous form.
    private async Task<T> Blocking<T>(Func<T> call, CancellationToken cancellation)
    {
        try
        {
            return await RunAsync(Task.Run(call, cancellation), cancellation).ConfigureAwait(false);
        }
        catch (KafkaException error)
        {
            throw Named(error);
        }
    }

    /// <summary>A broker that refuses a client looks like one that does not answer; what it said is in an event of the client's.</summary>
    private Exception Named(KafkaException error)
    {
        TakeEvents();
        return Volatile.Read(ref _problem) is not { } problem ? error
            : KafkaErrors.IsRefusal(problem) ? new KafkaStreamException($"The brokers refuse the client: {problem.Reason}", error)
            : new KafkaException(new Error(error.Error.Code, $"{error.Error.Reason}; the client says: {problem.Reason}"), error);
    }

    /// <summary>Has the client tell what has happened to it, which it keeps until it is asked for records. There are none: it has no partitions.</summary>
    private void TakeEvents()
    {
        try
        {
            _ = _consumer.Consume(TimeSpan.Zero);
        }
        catch (ConsumeException error)
        {
            KafkaErrors.Note(ref _problem, error.Error);
        }
    }

    private static void ThrowIf(Error error, string what)
    {
        if (KafkaErrors.IsTransient(error))
        {
            throw new KafkaException(error);
        }

        if (error.IsError)
        {
            throw new KafkaStreamException($"Cannot read {what}: {error.Reason}", new KafkaException(error));
        }
    }
}
