using OrleansStream.Testing;

namespace OrleansStream.Kafka.Tests;

public sealed class KafkaRecoveryTests : IDisposable
{
    private readonly MockCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Each_record_is_in_the_output_once_whenever_the_job_ends_and_comes_back(int seed)
    {
        var random = new Random(seed);
        _cluster.Create("words", 3);
        var job = new KafkaJob(_cluster.Servers);
        job.Source.MaxRatePerPartition = 4;
        var expected = new List<string>[] { [], [], [] };
        int failures = 0;
        for (int lives = 0; lives < 12; lives++)
        {
            bool fails = random.Next(2) == 0;
            await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("words"), out KafkaInputDStream stream);
            life.ExpectsFailure = fails;
            stream.Map(record => record.Offset).ForeachRdd(async rdd =>
            {
                await rdd.CountAsync();
                if (fails)
                {
                    throw new InjectedFaultException();
                }
            });
            await life.StartAsync();
            for (int batches = random.Next(1, 4); batches > 0; batches--)
            {
                for (int records = random.Next(8); records > 0; records--)
                {
                    int partition = random.Next(3);
                    string value = $"{partition}-{expected[partition].Count}";
                    expected[partition].Add(value);
                    await _cluster.AppendAsync("words", partition, value);
                }

                if (life.Context.State == StreamingContextState.Active)
                {
                    await life.AdvanceAsync();
                }
            }

            failures += fails ? 1 : 0;
        }

        await using StreamingTestHarness last = job.NewLife(KafkaTopics.Subscribe("words"));
        await last.StartAsync();
        await last.AdvanceAsync(100);
        Assert.True(failures > 0, $"seed {seed}");
        for (int partition = 0; partition < 3; partition++)
        {
            Assert.Equal(expected[partition], job.Batches.OrderBy(batch => batch.Time).SelectMany(batch => batch.Partitions[partition]));
        }
    }

    [Fact]
    public async Task Topics_that_appear_between_two_lives_are_read_from_their_first_record_also_if_there_was_none_before()
    {
        var job = new KafkaJob(_cluster.Servers);
        job.Source.StartingOffsets = StartingOffsets.Latest;
        await using (StreamingTestHarness life = job.NewLife(KafkaTopics.SubscribePattern("late-.*")))
        {
            await life.StartAsync();
            await life.AdvanceAsync();
        }

        _cluster.Create("late-a", 1);
        await _cluster.AppendAsync("late-a", 0, "a");
        await using StreamingTestHarness next = job.NewLife(KafkaTopics.SubscribePattern("late-.*"));
        await next.StartAsync();
        await next.AdvanceAsync();
        Assert.Equal(["a"], job.Batches.SelectMany(batch => batch.Records));
    }

    [Fact]
    public async Task What_came_after_the_start_is_not_lost_if_the_first_batch_never_is_committed()
    {
        _cluster.Create("words", 1);
        await _cluster.AppendAsync("words", 0, "before");
        var job = new KafkaJob(_cluster.Servers);
        job.Source.StartingOffsets = StartingOffsets.Latest;
        await using (StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("words"), out KafkaInputDStream stream))
        {
            life.ExpectsFailure = true;
            stream.Map(record => record.Offset >= 0 ? throw new InjectedFaultException() : "").CollectTo("broken");
            await life.StartAsync();
            await _cluster.AppendAsync("words", 0, "after");
            await life.AdvanceAsync();
        }

        await using StreamingTestHarness next = job.NewLife(KafkaTopics.Subscribe("words"));
        await next.StartAsync();
        await next.AdvanceAsync();
        Assert.Equal(["after"], job.Batches.SelectMany(batch => batch.Records));
    }

    [Fact]
    public async Task A_batch_that_runs_again_in_another_process_reads_the_same_range()
    {
        _cluster.Create("words", 1);
        await _cluster.AppendAsync("words", 0, "a", "b");
        var job = new KafkaJob(_cluster.Servers);
        var read = new List<string>();
        await RunAsync(fails: true, 1);
        await _cluster.AppendAsync("words", 0, "c");
        await RunAsync(fails: false, 2);
        Assert.Equal(["words[0]@0..2: 2", "words[0]@0..2: 2", "words[0]@2..3: 1", "words[0]@3..3: 0"], read.Take(4));

        async Task RunAsync(bool fails, int batches)
        {
            await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("words"), out KafkaInputDStream stream);
            life.ExpectsFailure = fails;
            stream.ForeachRdd(async (rdd, time) =>
            {
                read.Add($"{stream.OffsetRanges(time).Single()}: {await rdd.CountAsync()}");
                if (fails)
                {
                    throw new InjectedFaultException();
                }
            });
            await life.StartAsync();
            await life.AdvanceAsync(batches);
        }
    }
}
