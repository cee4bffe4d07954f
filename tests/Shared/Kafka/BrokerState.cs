namespace OrleansStream.Tests.Kafka;

/// <summary>Topics, transactions and offsets of groups; used under one lock.</summary>
internal sealed class BrokerState
{
    private readonly Dictionary<(string Topic, int Partition), PartitionLog> _logs = [];
    private readonly Dictionary<string, int> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProducerState> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, string Topic, int Partition), long> _offsets = [];
    private long _lastProducer;

    internal IReadOnlyDictionary<string, int> Topics => _topics;

    /// <summary>Makes a topic unless it is there.</summary>
    internal bool TryCreate(string topic, int partitions)
    {
        if (!_topics.TryAdd(topic, partitions))
        {
            return false;
        }

        for (int partition = 0; partition < partitions; partition++)
        {
            _logs.Add((topic, partition), new PartitionLog());
        }

        return true;
    }

    /// <summary>Removes a topic if it is there.</summary>
    internal bool TryDelete(string topic)
    {
        if (!_topics.Remove(topic, out int partitions))
        {
            return false;
        }

        for (int partition = 0; partition < partitions; partition++)
        {
            _logs.Remove((topic, partition));
        }

        return true;
    }

    internal PartitionLog? Find(string topic, int partition) => _logs.GetValueOrDefault((topic, partition));

    internal long OffsetOf(string group, string topic, int partition) => _offsets.GetValueOrDefault((group, topic, partition), -1);

    internal void Commit(string group, string topic, int partition, long offset) => _offsets[(group, topic, partition)] = offset;

    /// <summary>Gives a producer its id. One with a transactional id fences off those before it, and ends what they have under way.</summary>
    internal (long Producer, short Epoch) Begin(string? transactionalId)
    {
        if (transactionalId is null)
        {
            return (++_lastProducer, 0);
        }

        if (!_producers.TryGetValue(transactionalId, out ProducerState? producer))
        {
            _producers[transactionalId] = producer = new ProducerState(++_lastProducer);
        }

        End(producer, commits: false);
        return (producer.Id, ++producer.Epoch);
    }

    internal BrokerError AddPartition(string transactionalId, long id, short epoch, string topic, int partition)
    {
        if (!TryFind(transactionalId, id, epoch, out ProducerState producer))
        {
            return BrokerError.InvalidProducerEpoch;
        }

        if (Find(topic, partition) is null)
        {
            return BrokerError.UnknownTopicOrPartition;
        }

        producer.IsOpen = true;
        producer.Partitions.Add((topic, partition));
        return BrokerError.None;
    }

    internal BrokerError AddOffset(string transactionalId, long id, short epoch, string group, string topic, int partition, long offset)
    {
        if (!TryFind(transactionalId, id, epoch, out ProducerState producer))
        {
            return BrokerError.InvalidProducerEpoch;
        }

        if (!producer.IsOpen)
        {
            return BrokerError.InvalidTxnState;
        }

        producer.Offsets[(group, topic, partition)] = offset;
        return BrokerError.None;
    }

    internal BrokerError Open(string transactionalId, long id, short epoch)
    {
        if (!TryFind(transactionalId, id, epoch, out ProducerState producer))
        {
            return BrokerError.InvalidProducerEpoch;
        }

        producer.IsOpen = true;
        return BrokerError.None;
    }

    internal BrokerError End(string transactionalId, long id, short epoch, bool commits)
    {
        if (!TryFind(transactionalId, id, epoch, out ProducerState producer))
        {
            return BrokerError.InvalidProducerEpoch;
        }

        End(producer, commits);
        return BrokerError.None;
    }

    internal (BrokerError Error, long Offset) Append(string? transactionalId, string topic, int partition, byte[] records)
    {
        if (Find(topic, partition) is not { } log)
        {
            return (BrokerError.UnknownTopicOrPartition, -1);
        }

        return transactionalId is not null && !IsAllowed(transactionalId, topic, partition, records)
            ? (BrokerError.InvalidProducerEpoch, -1)
            : log.Append(records);
    }

    private bool IsAllowed(string transactionalId, string topic, int partition, byte[] records)
    {
        (long id, short epoch) = PartitionLog.ProducerOf(records);
        return TryFind(transactionalId, id, epoch, out ProducerState producer) && producer.Partitions.Contains((topic, partition));
    }

    private bool TryFind(string transactionalId, long id, short epoch, out ProducerState producer) =>
        _producers.TryGetValue(transactionalId, out producer!) && producer.Id == id && producer.Epoch == epoch;

    private void End(ProducerState producer, bool commits)
    {
        foreach ((string topic, int partition) in producer.Partitions)
        {
            _logs[(topic, partition)].EndTransaction(producer.Id, producer.Epoch, commits);
        }

        foreach (((string Group, string Topic, int Partition) where, long offset) in producer.Offsets.Where(_ => commits))
        {
            _offsets[where] = offset;
        }

        producer.Partitions.Clear();
        producer.Offsets.Clear();
        producer.IsOpen = false;
    }
}
