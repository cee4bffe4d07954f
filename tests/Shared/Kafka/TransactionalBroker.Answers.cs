using System.Globalization;

namespace OrleansStream.Tests.Kafka;

internal sealed partial class TransactionalBroker
{
    private const int Node = 1;
    private const long Latest = -1;
    private const byte ReadCommitted = 1;

    /// <summary>The one version of each request that is known.</summary>
    private static readonly (BrokerApi Api, short Version)[] Versions =
    [
        (BrokerApi.Produce, 3),
        (BrokerApi.Fetch, 4),
        (BrokerApi.ListOffsets, 2),
        (BrokerApi.Metadata, 1),
        (BrokerApi.OffsetCommit, 2),
        (BrokerApi.OffsetFetch, 1),
        (BrokerApi.FindCoordinator, 1),
        (BrokerApi.ApiVersions, 0),
        (BrokerApi.CreateTopics, 0),
        (BrokerApi.DeleteTopics, 0),
        (BrokerApi.InitProducerId, 0),
        (BrokerApi.AddPartitionsToTxn, 0),
        (BrokerApi.AddOffsetsToTxn, 0),
        (BrokerApi.EndTxn, 0),
        (BrokerApi.TxnOffsetCommit, 0),
    ];

    private WireWriter Answer(BrokerApi api, short version, WireReader request) => api switch
    {
        BrokerApi.ApiVersions => new WireWriter()
            .Error(version > 0 ? BrokerError.UnsupportedVersion : BrokerError.None)
            .Array(Versions, (writer, one) => writer.Short((short)one.Api).Short(one.Version).Short(one.Version)),
        BrokerApi.Metadata => Metadata(request.Array(reader => reader.Text())),
        BrokerApi.FindCoordinator => Address(new WireWriter().Int(0).Error(BrokerError.None).Text(null)),
        BrokerApi.ListOffsets => ListOffsets(request),
        BrokerApi.Produce => Produce(request),
        BrokerApi.CreateTopics => CreateTopics(request),
        BrokerApi.DeleteTopics => DeleteTopics(request),
        BrokerApi.InitProducerId => InitProducerId(request),
        BrokerApi.AddPartitionsToTxn => AddPartitions(request),
        BrokerApi.AddOffsetsToTxn => new WireWriter().Int(0).Error(_state.Open(request.Text(), request.Long(), request.Short())),
        BrokerApi.TxnOffsetCommit => CommitInTransaction(request),
        BrokerApi.EndTxn => new WireWriter().Int(0).Error(_state.End(request.Text(), request.Long(), request.Short(), request.Flag())),
        BrokerApi.OffsetFetch => OffsetFetch(request),
        BrokerApi.OffsetCommit => OffsetCommit(request),
        _ => throw new InvalidOperationException($"A client asks {api} of version {version}."),
    };

    private WireWriter Address(WireWriter writer)
    {
        string[] address = Server.Split(':');
        return writer.Int(Node).Text(address[0]).Int(int.Parse(address[1], CultureInfo.InvariantCulture));
    }

    private WireWriter Metadata(string[] topics)
    {
        string[] asked = topics.Length > 0 ? topics : [.. _state.Topics.Keys];
        return new WireWriter()
            .Array([Node], (writer, _) => Address(writer).Text(null))
            .Int(Node)
            .Array(asked, (writer, topic) => writer
                .Error(_state.Topics.ContainsKey(topic) ? BrokerError.None : BrokerError.UnknownTopicOrPartition)
                .Text(topic)
                .Byte(0)
                .Array([.. Enumerable.Range(0, _state.Topics.GetValueOrDefault(topic))], (inner, partition) => inner
                    .Error(BrokerError.None).Int(partition).Int(Node).Array([Node], (one, node) => one.Int(node)).Array([Node], (one, node) => one.Int(node))));
    }

    private WireWriter CreateTopics(WireReader request)
    {
        (string Topic, int Partitions)[] asked = request.Array(reader =>
        {
            (string topic, int partitions, _) = (reader.Text(), reader.Int(), reader.Short());
            reader.Array(assignment => (assignment.Int(), assignment.Array(broker => broker.Int())));
            reader.Array(setting => (setting.Text(), setting.NullableText()));
            return (topic, partitions);
        });
        return new WireWriter().Array(asked, (writer, one) => writer.Text(one.Topic).Error(_state.TryCreate(one.Topic, one.Partitions) ? BrokerError.None : BrokerError.TopicAlreadyExists));
    }

    private WireWriter DeleteTopics(WireReader request) => new WireWriter().Array(
        request.Array(reader => reader.Text()),
        (writer, topic) => writer.Text(topic).Error(_state.TryDelete(topic) ? BrokerError.None : BrokerError.UnknownTopicOrPartition));

    private WireWriter ListOffsets(WireReader request)
    {
        request.Int();
        bool committedOnly = request.Byte() == ReadCommitted;
        return new WireWriter().Int(0).Topics(request.Topics(reader => (Partition: reader.Int(), Time: reader.Long())), (writer, topic, one) =>
        {
            PartitionLog? log = _state.Find(topic, one.Partition);
            long offset = log is null || one.Time != Latest ? 0 : committedOnly ? log.StableEnd : log.End;
            writer.Int(one.Partition).Error(log is null ? BrokerError.UnknownTopicOrPartition : BrokerError.None).Long(-1).Long(offset);
        });
    }

    private WireWriter Produce(WireReader request)
    {
        string? transactionalId = request.NullableText();
        request.Short();
        request.Int();
        return new WireWriter()
            .Topics(request.Topics(reader => (Partition: reader.Int(), Records: reader.Bytes())), (writer, topic, one) =>
            {
                (BrokerError error, long offset) = _state.Append(transactionalId, topic, one.Partition, one.Records);
                writer.Int(one.Partition).Error(error).Long(offset).Long(-1);
            })
            .Int(0);
    }

    private WireWriter InitProducerId(WireReader request)
    {
        (long producer, short epoch) = _state.Begin(request.NullableText());
        return new WireWriter().Int(0).Error(BrokerError.None).Long(producer).Short(epoch);
    }

    private WireWriter AddPartitions(WireReader request)
    {
        (string id, long producer, short epoch) = (request.Text(), request.Long(), request.Short());
        return new WireWriter().Int(0).Topics(request.Topics(reader => reader.Int()), (writer, topic, partition) =>
            writer.Int(partition).Error(_state.AddPartition(id, producer, epoch, topic, partition)));
    }

    private WireWriter CommitInTransaction(WireReader request)
    {
        (string id, string group, long producer, short epoch) = (request.Text(), request.Text(), request.Long(), request.Short());
        return new WireWriter().Int(0).Topics(request.Topics(ReadOffset), (writer, topic, one) =>
            writer.Int(one.Partition).Error(_state.AddOffset(id, producer, epoch, group, topic, one.Partition, one.Offset)));
    }

    private WireWriter OffsetFetch(WireReader request)
    {
        string group = request.Text();
        return new WireWriter().Topics(request.Topics(reader => reader.Int()), (writer, topic, partition) =>
            writer.Int(partition).Long(_state.OffsetOf(group, topic, partition)).Text("").Error(BrokerError.None));
    }

    private WireWriter OffsetCommit(WireReader request)
    {
        string group = request.Text();
        request.Int();
        request.NullableText();
        request.Long();
        return new WireWriter().Topics(request.Topics(ReadOffset), (writer, topic, one) =>
        {
            _state.Commit(group, topic, one.Partition, one.Offset);
            writer.Int(one.Partition).Error(BrokerError.None);
        });
    }

    private static (int Partition, long Offset) ReadOffset(WireReader reader)
    {
        (int, long) read = (reader.Int(), reader.Long());
        reader.NullableText();
        return read;
    }

    /// <summary>Answers when there is something to read, or after as long as the reader wants to wait.</summary>
    private async Task<byte[]> FetchAsync(WireReader request)
    {
        request.Int();
        int wait = request.Int();
        request.Int();
        request.Int();
        bool committedOnly = request.Byte() == ReadCommitted;
        (string Topic, (int Partition, long Offset, int MaxBytes)[] Partitions)[] topics = request.Topics(reader => (reader.Int(), reader.Long(), reader.Int()));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
        patience.CancelAfter(wait);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                bool isAnything = false;
                WireWriter answer = new WireWriter().Int(0).Topics(topics, (writer, topic, one) => isAnything |= Fetch(writer, topic, one, committedOnly));
                if (isAnything || patience.IsCancellationRequested)
                {
                    return answer.ToArray();
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool Fetch(WireWriter writer, string topic, (int Partition, long Offset, int MaxBytes) asked, bool committedOnly)
    {
        PartitionLog? log = _state.Find(topic, asked.Partition);
        BrokerError error = log is null ? BrokerError.UnknownTopicOrPartition : asked.Offset > log.End ? BrokerError.OffsetOutOfRange : BrokerError.None;
        (byte[] records, (long Producer, long First)[] aborted) = error == BrokerError.None ? log!.Read(asked.Offset, committedOnly, asked.MaxBytes) : ([], []);
        writer.Int(asked.Partition).Error(error).Long(log?.End ?? -1).Long(log?.StableEnd ?? -1)
            .Array(aborted, (inner, one) => inner.Long(one.Producer).Long(one.First))
            .Bytes(records);
        return records.Length > 0 || error != BrokerError.None;
    }
}
