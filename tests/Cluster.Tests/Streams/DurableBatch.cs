using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace OrleansStream.Cluster.Tests;

/// <summary>A message of a <see cref="DurableQueue"/>.</summary>
[GenerateSerializer]
[Alias("tests.durable-batch")]
public sealed class DurableBatch(StreamId stream, object[] items, EventSequenceTokenV2 token) : IBatchContainer
{
    [Id(0)]
    public StreamId StreamId { get; } = stream;

    [Id(1)]
    public object[] Items { get; } = items;

    [Id(2)]
    public EventSequenceTokenV2 Token { get; } = token;

    public StreamSequenceToken SequenceToken => Token;

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() =>
        Items.Select((item, index) => Tuple.Create((T)item, (StreamSequenceToken)Token.CreateSequenceTokenForEvent(index)));

    public bool ImportRequestContext() => false;
}
