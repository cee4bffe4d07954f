using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Streams;
using Orleans.Streams.Core;
using Orleans.TestingHost;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Jobs that receive from streams of Orleans, and publish to them.</summary>
public sealed class OrleansStreamTests
{
    private const string Name = "streamed";
    private const string Memory = "memory";
    private const string Durable = "durable";

    private static readonly JobSettings Settings = new() { Name = Name, BatchInterval = TimeSpan.FromMilliseconds(100), Partitions = 2 };
    private static readonly StreamId In = StreamId.Create(ClusterStreamed.Namespace, ClusterStreamed.In);
    private static readonly StreamId Out = StreamId.Create(ClusterStreamed.Namespace, ClusterStreamed.Out);

    private readonly DurableQueue _queue = new();

    [Fact]
    public async Task What_is_published_comes_in_and_what_goes_out_says_what_it_is()
    {
        await using JobCluster cluster = await StartAsync();
        IStreamProvider streams = cluster.Cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IStreamProvider>(Memory);
        var squares = new StreamedNumbers();
        await streams.GetStream<long>(Out).SubscribeAsync(squares);
        CollectedOutput<long> numbers = await SubmitAsync(cluster, Memory);

        await streams.GetStream<long>(In).OnNextBatchAsync(Numbers(0, 10));
        await streams.GetStream<long>(In).OnNextAsync(10);
        await JobCluster.UntilAsync("all squares have come", () => Task.FromResult(squares.Seen.Count >= 11));

        Assert.Equal(Numbers(0, 11), numbers.Records);
        Assert.Equal(Numbers(0, 11).Select(number => number * number), squares.Seen.Select(one => one.Number).Order());
        Assert.All(squares.Seen, one => Assert.Matches($"^{Name}/SaveToOrleansStream-[0-9]+/[0-9]+/[0-9]+/[0-9]+$", one.Key));
        Assert.All(squares.Seen.GroupBy(one => one.Key), message => Assert.InRange(message.Count(), 1, 3));
    }

    [Fact]
    public async Task Silos_that_are_lost_one_after_the_other_lose_nothing_and_bring_nothing_twice()
    {
        await using JobCluster cluster = await StartAsync(losesSilos: true);
        CollectedOutput<long> numbers = await SubmitAsync(cluster, Durable);
        using var enough = new CancellationTokenSource();
        Task<int> publishing = PublishAsync(enough.Token);
        await ReachAsync(numbers, 50);

        for (int kill = 0; kill < 2; kill++)
        {
            InProcessSiloHandle receivers = await cluster.SiloOfAsync(cluster.Cluster.Client.GetGrain<IReceiverGrain>(0, Name).GetGrainId());
            await cluster.Cluster.KillSiloAsync(kill == 0 ? receivers : cluster.Cluster.Silos.First(silo => silo != receivers));
            await ReachAsync(numbers, numbers.Records.Count + 50);
            await cluster.Cluster.StartAdditionalSiloAsync();
        }

        await enough.CancelAsync();
        int published = await publishing;
        await ReachAsync(numbers, published);
        Assert.Equal(Numbers(0, published), numbers.Records);
    }

    [Fact]
    public async Task A_subscription_ends_with_its_job()
    {
        await using JobCluster cluster = await StartAsync();
        CollectedOutput<long> numbers = await SubmitAsync(cluster, Durable);
        _queue.Append(In, Numbers(0, 10));
        await ReachAsync(numbers, 10);
        Assert.Equal(1, await SubscriptionsAsync(cluster));
        await cluster.Client.StopAsync(Name);
        await JobCluster.UntilAsync("the job has stopped", async () => (await cluster.Client.GetAsync(Name))!.State == JobState.Stopped);

        _queue.Append(In, Numbers(10, 5));
        await JobCluster.UntilAsync("nobody subscribes any more", async () => await SubscriptionsAsync(cluster) == 0);

        await SubmitAsync(cluster, Durable);
        _queue.Append(In, Numbers(15, 5));
        await ReachAsync(numbers, 15);
        Assert.Equal([.. Numbers(0, 10), .. Numbers(15, 5)], numbers.Records);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public async Task A_job_in_one_process_receives_and_asks_again_for_what_was_given_up(int handshake)
    {
        await using JobCluster cluster = await StartAsync(patience: TimeSpan.FromSeconds(2), handshake: TimeSpan.FromMilliseconds(handshake));
        var store = new FailingLogStore();
        var errors = new ReceiverErrors();
        var numbers = new ConcurrentQueue<long>();
        await using var ssc = new StreamingContext(TimeSpan.FromMilliseconds(100), new StreamingContextOptions
        {
            Services = cluster.Cluster.Silos[0].ServiceProvider,
            CheckpointStore = store,
            EngineThreads = 1,
        });
        ssc.OrleansStream<long>(Durable, ClusterStreamed.Namespace, ClusterStreamed.In).Foreach(numbers.Enqueue);
        ssc.AddStreamingListener(errors);
        await ssc.StartAsync();
        await JobCluster.UntilAsync("it has subscribed", async () => await SubscriptionsAsync(cluster) == 1);
        _queue.Append(In, Numbers(0, 10));
        await JobCluster.UntilAsync("10 numbers have come", () => Task.FromResult(numbers.Count >= 10));

        store.Fails = true;
        _queue.Append(In, Numbers(10, 10));
        _queue.Append(In, Numbers(20, 10));
        await JobCluster.UntilAsync("it is given up", () => Task.FromResult(
            errors.Messages.Any(message => message.Contains("has given up bringing item", StringComparison.Ordinal))));
        store.Fails = false;
        await JobCluster.UntilAsync("30 numbers have come", () => Task.FromResult(numbers.Count >= 30));
        Assert.Equal(Numbers(0, 30), numbers);

        await ssc.StopAsync();
        Assert.Equal(0, await SubscriptionsAsync(cluster));
    }

    [Fact]
    public async Task A_receiver_on_a_silo_asks_again_for_what_was_given_up()
    {
        await using JobCluster cluster = await StartAsync(patience: TimeSpan.FromSeconds(2), handshake: TimeSpan.FromMilliseconds(500));
        CollectedOutput<long> numbers = await SubmitAsync(cluster, Durable);
        _queue.Append(In, Numbers(0, 10));
        await ReachAsync(numbers, 10);

        cluster.Storage.Fails = record => record.ToString().Contains("received/", StringComparison.Ordinal);
        _queue.Append(In, Numbers(10, 10));
        _queue.Append(In, Numbers(20, 10));
        await JobCluster.UntilAsync(
            "it is given up",
            () => cluster.Client.LogsAsync(Name).AnyAsync(one => one.Message.Contains("has given up bringing item", StringComparison.Ordinal)).AsTask());
        cluster.Storage.Fails = _ => false;
        await ReachAsync(numbers, 30);
        Assert.Equal(Numbers(0, 30), numbers.Records);
        await JobCluster.UntilAsync("the subscription before has ended", async () => await SubscriptionsAsync(cluster) == 1);
    }

    [Fact]
    public async Task A_process_without_the_provider_says_so()
    {
        await using var ssc = new StreamingContext(TimeSpan.FromMilliseconds(100));
        var error = Assert.Throws<InvalidOperationException>(() => ssc.OrleansStream<long>("absent", "numbers", "in"));
        Assert.Contains("'absent'", error.Message, StringComparison.Ordinal);
    }

    /// <param name="patience">For how long the durable provider brings an item that is refused.</param>
    /// <param name="handshake">How long a provider waits for an answer when it asks a new subscriber where to begin.</param>
    /// <param name="losesSilos">Whether silos are to be killed, which the others are to find out soon; if not, a slow one is never taken for dead.</param>
    private Task<JobCluster> StartAsync(TimeSpan? patience = null, TimeSpan handshake = default, bool losesSilos = false)
    {
        var subscriptions = new SharedGrainStorage();
        return JobCluster.StartAsync(silos: 2, maxBatchAttempts: 60, silo =>
        {
            silo.AddMemoryStreams(Memory);
            silo.AddPersistentStreams(
                Durable,
                (services, name) => new DurableQueueAdapter(name, _queue, services.GetRequiredService<ILoggerFactory>()),
                streams => streams.ConfigurePullingAgent(options => options.Configure(agent =>
                {
                    agent.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(20);
                    agent.MaxEventDeliveryTime = patience ?? agent.MaxEventDeliveryTime;
                })));
            silo.Services.AddGrainStorage("PubSubStore", (_, _) => subscriptions);
            silo.AddOutgoingGrainCallFilter(async call =>
            {
                if (call.MethodName == "GetSequenceToken")
                {
                    await Task.Delay(handshake, TimeProvider.System);
                }

                await call.Invoke();
            });
            if (!losesSilos)
            {
                silo.Configure<ClusterMembershipOptions>(options => options.ProbeTimeout = TimeSpan.FromSeconds(20));
            }
        });
    }

    private static async Task<CollectedOutput<long>> SubmitAsync(JobCluster cluster, string provider)
    {
        await cluster.Client.SubmitAsync<ClusterStreamed>(new Dictionary<string, string> { ["provider"] = provider }, Settings);
        await cluster.ProgressOfAsync(Name);

        // What is published before is nobody's.
        await JobCluster.UntilAsync("the job has subscribed", async () => await SubscriptionsAsync(cluster, provider) == 1);
        return cluster.Collector.Output<long>(ClusterStreamed.Numbers);
    }

    /// <summary>Publishes numbers, several in a message, until there are enough.</summary>
    /// <returns>How many.</returns>
    private async Task<int> PublishAsync(CancellationToken enough)
    {
        int published = 0;
        for (; !enough.IsCancellationRequested; published += 3)
        {
            _queue.Append(In, Numbers(published, 3));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }

        return published;
    }

    private static async Task<int> SubscriptionsAsync(JobCluster cluster, string provider = Durable)
    {
        var manager = cluster.Cluster.Silos[0].ServiceProvider.GetRequiredService<IStreamSubscriptionManagerAdmin>()
            .GetStreamSubscriptionManager(StreamSubscriptionManagerType.ExplicitSubscribeOnly);
        return (await manager.GetSubscriptions(provider, In)).Count();
    }

    private static IEnumerable<long> Numbers(int from, int count) => Enumerable.Range(from, count).Select(number => (long)number);

    private static Task ReachAsync(CollectedOutput<long> numbers, int count) =>
        JobCluster.UntilAsync($"{count} numbers have come", () => Task.FromResult(numbers.Records.Count >= count));
}
