using OrleansStream.Checkpoints;
using OrleansStream.Conformance;
using OrleansStream.Execution;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>The conformance cases with every stage on partition hosts, between which everything travels as bytes.</summary>
public class RemoteConformanceTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A long program makes so many calls that every attempt would lose one for ever.
    private const int FaultyCalls = 400;

    // One of so many cases is no long test. Programs have twelve inputs, which this has no divisor in common with, so that each input is among them.
    private const int Share = 5;

    public static TheoryData<string> Names => [.. ConformanceCases.All.Select(one => one.Name).Where((_, index) => index % Share == 0)];

    public static TheoryData<string> OtherNames => [.. ConformanceCases.All.Select(one => one.Name).Where((_, index) => index % Share != 0)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Conforms(string name) => ConformsAsync(name);

    [Theory]
    [Trait("Tier", "Long")]
    [MemberData(nameof(OtherNames))]
    public Task Conforms_too(string name) => ConformsAsync(name);

    [Fact]
    public async Task Random_programs_conform()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            await RunAsync(ConformanceCases.Random(seed), hosts: 1 + (seed % 4), _ => CallFault.None, onFailure: null);
        }
    }

    [Fact]
    public async Task Random_programs_conform_in_little_memory()
    {
        for (int seed = 100; seed < 130; seed++)
        {
            await RunAsync(ConformanceCases.Random(seed), hosts: 1 + (seed % 4), _ => CallFault.None, onFailure: null, memoryLimit: seed % 2 * 1000);
        }
    }

    [Fact]
    public Task Lost_calls_cost_attempts_and_change_no_result() => LoseCallsAsync(firstSeed: 0, seeds: 60);

    [Fact]
    [Trait("Tier", "Long")]
    public Task Lost_calls_change_no_result_of_many_programs() => LoseCallsAsync(firstSeed: 1000, seeds: 1500);

    [Fact]
    public async Task Buckets_travel_between_hosts()
    {
        ConformanceCase conformance = ConformanceCases.All.First(one => one.Name.StartsWith("reducebykey", StringComparison.OrdinalIgnoreCase) && !one.ExpectsFailure);
        Assert.True(await RunAsync(conformance, hosts: 2, _ => CallFault.None, onFailure: null) > 0);
    }

    private static Task<long> ConformsAsync(string name) => RunAsync(ConformanceCases.Find(name), hosts: 3, _ => CallFault.None, onFailure: null);

    private static async Task LoseCallsAsync(int firstSeed, int seeds)
    {
        for (int seed = firstSeed; seed < firstSeed + seeds; seed++)
        {
            var random = new Random(seed);
            await RunAsync(ConformanceCases.Random(seed), hosts: 1 + (seed % 4), call => call <= FaultyCalls ? NextFault(random) : CallFault.None, FailurePolicy.RetryThenStop);
        }
    }

    private static CallFault NextFault(Random random)
    {
        lock (random)
        {
            return random.Next(40) switch { 0 => CallFault.LostBefore, 1 => CallFault.LostAfter, _ => CallFault.None };
        }
    }

    private static async Task<long> RunAsync(ConformanceCase conformance, int hosts, Func<int, CallFault> fault, FailurePolicy? onFailure, long? memoryLimit = null)
    {
        if (conformance.ExpectsFailure && onFailure == FailurePolicy.RetryThenStop)
        {
            return 0;
        }

        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        var transport = new InProcessTransport(options.Encoding, fault);
        options.Dispatcher = context => new RemoteStageDispatcher(context, transport);
        options.OnFailure = onFailure ?? FailurePolicy.ReportAndContinue;
        options.CheckpointStore = new InMemoryCheckpointStore();
        options.MaxBatchAttempts = 1000;
        await using var driver = new StreamingTestHarness(Interval, options) { ExpectsFailure = conformance.ExpectsFailure };
        driver.Define(conformance);
        bool bound = IsBoundToProcess(driver.Context);

        var machines = new List<StreamingTestHarness>();
        try
        {
            for (int i = 0; i < hosts; i++)
            {
                StreamingContextOptions own = StreamingTestHarness.CreateOptions();
                own.MemoryLimit = memoryLimit;
                own.CheckpointStore = options.CheckpointStore;
                var machine = new StreamingTestHarness(Interval, own);
                machines.Add(machine);
                machine.Define(conformance);
                transport.Hosts.Add(new PartitionHost(machine.Context, transport));
            }

            if (!bound)
            {
                await driver.StartAsync();
                await driver.AdvanceAsync(conformance.Batches);
                Assert.Equal(conformance.ExpectedOutputs(driver.Outputs, out int collected), collected);
                conformance.Verify(driver.Outputs, Interval);
            }

            return transport.BytesPulled;
        }
        finally
        {
            foreach (PartitionHost host in transport.Hosts)
            {
                host.Dispose();
            }

            foreach (StreamingTestHarness machine in machines)
            {
                await machine.DisposeAsync();
            }
        }
    }

    internal static bool IsBoundToProcess(StreamingContext context)
    {
        try
        {
            context.Graph.ThrowIfBoundToProcess();
            return false;
        }
        catch (NotSupportedException)
        {
            return true;
        }
    }
}
