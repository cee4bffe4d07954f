using Confluent.Kafka;
using OrleansStream.Testing;

namespace OrleansStream.Kafka.Tests;

public sealed class KafkaStreamTests : IDisposable
{
    private readonly MockCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task A_batch_holds_what_is_there_a_partition_for_each_of_the_topic()
    {
        _cluster.Create("words", 2);
        await _cluster.AppendAsync("words", 0, "a", "b");
        await _cluster.AppendAsync("words", 1, "c");
        var job = new KafkaJob(_cluster.Servers);
        await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("words"), out KafkaInputDStream stream);
        var ranges = new List<string>();
        stream.ForeachRdd((_, time) =>
        {
            ranges.Add(string.Join(" ", stream.OffsetRanges(time)));
            return Task.CompletedTask;
        });
        await life.StartAsync();
        await life.AdvanceAsync();
        await _cluster.AppendAsync("words", 1, "d");
        await life.AdvanceAsync(2);

        Assert.Equal([["a", "b"], ["c"]], job.Batches[0].Partitions);
        Assert.Equal([[], ["d"]], job.Batches[1].Partitions);
        Assert.Empty(job.Batches[2].Records);
        Assert.Equal(["words[0]@0..2 words[1]@0..1", "words[0]@2..2 words[1]@1..2", "words[0]@2..2 words[1]@2..2"], ranges);
    }

    [Fact]
    public async Task A_record_has_all_that_the_broker_has()
    {
        _cluster.Create("full", 1);
        await _cluster.AppendAsync("full", 0, [1, 2], null, new Headers { { "trace", [7] }, { "empty", null } });
        await using var harness = new StreamingTestHarness();
        KafkaRecord<byte[]?, byte[]?>? seen = null;
        harness.Context.KafkaStream(KafkaTopics.Assign(new TopicPartition("full", 0)), new KafkaSourceOptions(_cluster.Servers) { StartingOffsets = StartingOffsets.Earliest })
            .ForeachRdd(async rdd => seen = (await rdd.CollectAsync()).Single());
        await harness.StartAsync();
        await harness.AdvanceAsync();

        Assert.Equal("full[0]@0", seen!.ToString());
        Assert.Equal([1, 2], seen.Key!);
        Assert.Null(seen.Value);
        Assert.True(seen.Timestamp.Year > 2000);
        Assert.Equal(["trace", "empty"], seen.Headers.Select(header => header.Key));
        Assert.Equal([7], seen.Headers[0].Value!);
        Assert.Null(seen.Headers[1].Value);
    }

    [Fact]
    public async Task A_new_job_starts_where_it_is_told()
    {
        _cluster.Create("from", 2);
        await _cluster.AppendAsync("from", 0, "a", "b", "c");
        await _cluster.AppendAsync("from", 1, "x", "y");

        Assert.Equal(["a", "b", "c", "x", "y"], await FirstAsync(StartingOffsets.Earliest));
        Assert.Equal(["+"], await FirstAsync(StartingOffsets.Latest));
        Assert.Equal(["b", "c", "+", "x", "y"], await FirstAsync(StartingOffsets.At(new Dictionary<TopicPartition, long> { [new("from", 0)] = 1 })));

        async Task<IReadOnlyList<string>> FirstAsync(StartingOffsets starting)
        {
            var job = new KafkaJob(_cluster.Servers);
            job.Source.StartingOffsets = starting;
            await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("from"));
            await life.StartAsync();
            if (starting == StartingOffsets.Latest)
            {
                await _cluster.AppendAsync("from", 0, "+");
            }

            await life.AdvanceAsync();
            return job.Batches[0].Records;
        }
    }

    [Fact]
    public async Task Committed_offsets_are_where_the_group_has_come_to()
    {
        _cluster.Create("watched", 1);
        await _cluster.AppendAsync("watched", 0, "a", "b");
        var first = new KafkaJob(_cluster.Servers);
        await using (StreamingTestHarness life = first.NewLife(KafkaTopics.Subscribe("watched"), out KafkaInputDStream stream))
        {
            stream.ForeachRdd((_, time) =>
            {
                stream.CommitOffsets(stream.OffsetRanges(time));
                return Task.CompletedTask;
            });
            await life.StartAsync();
            await life.AdvanceAsync();
        }

        await _cluster.AppendAsync("watched", 0, "c");
        var second = new KafkaJob(_cluster.Servers);
        second.Source.StartingOffsets = StartingOffsets.Committed;
        await using StreamingTestHarness other = second.NewLife(KafkaTopics.Subscribe("watched"));
        await other.StartAsync();
        await other.AdvanceAsync();
        Assert.Equal(["c"], second.Batches[0].Records);
    }

    [Fact]
    public async Task Topics_that_match_are_read_from_their_first_record_also_when_they_come_later()
    {
        _cluster.Create("log-a", 1);
        _cluster.Create("other", 1);
        await _cluster.AppendAsync("log-a", 0, "a");
        await _cluster.AppendAsync("other", 0, "no");
        var job = new KafkaJob(_cluster.Servers);
        job.Source.StartingOffsets = StartingOffsets.Latest;
        await using StreamingTestHarness life = job.NewLife(KafkaTopics.SubscribePattern("log-.*"));
        await life.StartAsync();
        await life.AdvanceAsync();
        _cluster.Create("log-b", 2);
        await _cluster.AppendAsync("log-b", 1, "b");
        await life.AdvanceAsync();

        Assert.Equal([[]], job.Batches[0].Partitions);
        Assert.Equal([[], [], ["b"]], job.Batches[1].Partitions);
    }

    [Fact]
    public async Task A_time_that_is_none_is_no_matter()
    {
        _cluster.Create("late", 1);
        await _cluster.AppendAsync("late", 0, new Timestamp(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() * 1000, TimestampType.CreateTime), "micro");
        var job = new KafkaJob(_cluster.Servers);
        await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("late"), out KafkaInputDStream stream);
        stream.Map(record => record.Timestamp).CollectTo("times");
        await life.StartAsync();
        await life.AdvanceAsync();
        Assert.Equal([9999], job.Outputs.Output<DateTimeOffset>("times").Batches.SelectMany(batch => batch.Records).Select(time => time.Year));
    }

    [Fact]
    public async Task A_rate_bounds_each_partition()
    {
        _cluster.Create("many", 2);
        await _cluster.AppendAsync("many", 0, [.. Enumerable.Range(0, 25).Select(i => $"a{i}")]);
        await _cluster.AppendAsync("many", 1, [.. Enumerable.Range(0, 5).Select(i => $"b{i}")]);
        var job = new KafkaJob(_cluster.Servers);
        job.Source.MaxRatePerPartition = 10;
        await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("many"));
        await life.StartAsync();
        await life.AdvanceAsync(4);

        Assert.Equal([(10, 5), (10, 0), (5, 0), (0, 0)], job.Batches.Select(batch => (batch.Partitions[0].Count, batch.Partitions[1].Count)));
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"a{i}"), job.Batches.SelectMany(batch => batch.Partitions[0]));
    }

    [Fact]
    public async Task A_job_takes_as_much_as_it_can_process()
    {
        const double InitialRate = 40;
        const int Records = 1000;

        // So fifty a second.
        var each = TimeSpan.FromMilliseconds(20);
        _cluster.Create("many", 1);
        await _cluster.AppendAsync("many", 0, [.. Enumerable.Range(0, Records).Select(i => $"{i}")]);
        var job = new KafkaJob(_cluster.Servers);
        await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("many"), out KafkaInputDStream stream, options =>
        {
            options.BackpressureEnabled = true;
            options.BackpressureInitialRate = InitialRate;
            options.BackpressureMinRate = 1;
        });
        stream.ForeachRdd(async rdd => job.Pass(each * await rdd.CountAsync()));
        await life.StartAsync();
        for (int tries = 0; tries < 100 && job.Batches.Sum(batch => batch.Records.Count) < Records; tries++)
        {
            await life.AdvanceAsync();
        }

        int[] taken = [.. job.Batches.OrderBy(batch => batch.Time).Select(batch => batch.Records.Count).Where(count => count > 0)];
        Assert.Equal((InitialRate, Records), (taken[0], taken.Sum()));
        Assert.All(taken[4..^1], count => Assert.InRange(count, 45, 50));
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_follows_the_operators_policy()
    {
        _cluster.Create("poison", 1);
        await _cluster.AppendAsync("poison", 0, null, [.. BitConverter.GetBytes(1L).Reverse()]);
        await _cluster.AppendAsync("poison", 0, null, System.Text.Encoding.UTF8.GetBytes("bad"));
        await _cluster.AppendAsync("poison", 0, null, [.. BitConverter.GetBytes(3L).Reverse()]);
        await using var harness = new StreamingTestHarness();
        harness.Context.KafkaStream(KafkaTopics.Subscribe("poison"), new KafkaSourceOptions(_cluster.Servers) { StartingOffsets = StartingOffsets.Earliest })
            .Deserialize(Deserializers.Ignore, Deserializers.Int64)
            .DivertErrors(out DStream<DeadLetter> letters)
            .Map(record => record.Value)
            .CollectTo("sound");
        letters.Map(letter => letter.Record).CollectTo("letters");
        await harness.StartAsync();
        await harness.AdvanceAsync();

        Assert.Equal([1L, 3L], harness.Output<long>("sound").Last.Records);
        Assert.Equal(["poison[0]@1"], harness.Output<string>("letters").Last.Records);
    }

    [Fact]
    public async Task Wrong_arguments_say_what_is_wrong()
    {
        Assert.Contains("BootstrapServers", Assert.Throws<ArgumentException>(() => new KafkaSourceOptions(" ")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => KafkaTopics.Subscribe());
        Assert.Throws<ArgumentException>(() => KafkaTopics.Subscribe("a", " "));
        Assert.ThrowsAny<ArgumentException>(() => KafkaTopics.SubscribePattern("("));
        Assert.Throws<ArgumentException>(() => KafkaTopics.Assign(new TopicPartition("a", -5)));
        Assert.Contains("-1", Assert.Throws<ArgumentException>(() => StartingOffsets.At(new Dictionary<TopicPartition, long> { [new("a", 0)] = -1 })).Message, StringComparison.Ordinal);
        await using var context = new StreamingContext(TimeSpan.FromSeconds(1));
        Assert.Contains("MaxRatePerPartition", Assert.Throws<ArgumentException>(
            () => context.KafkaStream(KafkaTopics.Subscribe("a"), new KafkaSourceOptions("x:1") { MaxRatePerPartition = 0 })).Message, StringComparison.Ordinal);
    }
}
