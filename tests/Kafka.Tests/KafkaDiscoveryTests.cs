using OrleansStream.Testing;

namespace OrleansStream.Kafka.Tests;

/// <summary>Topics that brokers know of at one time and not at another.</summary>
public sealed class KafkaDiscoveryTests : IAsyncDisposable
{
    private readonly TransactionalBroker _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_topic_that_one_answer_leaves_out_is_read_on_where_it_was()
    {
        _broker.Create("words", 1);
        await AppendAsync("a", "b");
        var job = new KafkaJob(_broker.Server);
        await using StreamingTestHarness life = job.NewLife(KafkaTopics.SubscribePattern("wor.*"));
        await life.StartAsync();
        await life.AdvanceAsync();

        _broker.Delete("words");
        await life.AdvanceAsync();
        _broker.Create("words", 1);
        await AppendAsync("a", "b", "c");
        await life.AdvanceAsync();
        Assert.Equal(["a b", "", "c"], job.Batches.Select(batch => string.Join(' ', batch.Records)));
    }

    private Task AppendAsync(params string[] values) => KafkaReading.AppendAsync(_broker.Server, "words", 0, values);
}
