using OrleansStream.Checkpoints;
using OrleansStream.Conformance;
using OrleansStream.Execution;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>A job on partition hosts that share a store with the coordinator, whose calls are lost and whose hosts and coordinators are replaced
/// while it runs; those that are replaced go on until the end, since nobody tells them.</summary>
/// <param name="job">The job.</param>
/// <param name="random">What happens.</param>
/// <param name="store">The store.</param>
internal sealed class StateWorld(ConformanceCase job, Random random, ICheckpointStore store) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // What is replaced goes on, and takes threads and memory.
    private const int MostReplaced = 6;

    // A long program makes so many calls that every attempt would lose one for ever.
    private const int MostLost = 400;

    private readonly VirtualTime _time = new();
    private readonly int _batchesOfCommit = random.Next(1, 5);
    private readonly List<StreamingTestHarness> _all = [];
    private readonly List<PartitionHost> _hosts = [];
    private InProcessTransport? _transport;
    private StreamingTestHarness? _driver;
    private Task _takeover = Task.CompletedTask;
    private volatile bool _hasEnded;
    private int _lives;
    private int _lost;

    /// <summary>One call in so many is lost before, and as many after it took effect; 0 for none.</summary>
    internal int LostCalls { get; init; }

    /// <summary>One call in so many comes as a host is replaced by one that has nothing; 0 for none.</summary>
    internal int LostHosts { get; init; }

    /// <summary>One call in so many comes as another coordinator takes over; 0 for none.</summary>
    internal int LostCoordinators { get; init; }

    internal int Hosts { get; init; } = 3;

    internal Action<StreamingContextOptions> Configure { get; init; } = _ => { };

    internal OutputCollector Outputs { get; } = new();

    /// <summary>Whether there is a coordinator.</summary>
    internal bool HasStarted => _driver is not null;

    /// <summary>The last coordinator's context.</summary>
    internal StreamingContext Context => _driver!.Context;

    /// <summary>Reaches the hosts, while they are lost and replaced.</summary>
    internal IPartitionTransport Transport => _transport!;

    /// <summary>Runs a world for each of some seeds.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="seeds">How many.</param>
    /// <param name="jobOf">The job of a seed.</param>
    /// <param name="newWorld">Makes the world of a job.</param>
    internal static async Task RunAsync(int first, int seeds, Func<int, ConformanceCase> jobOf, Func<ConformanceCase, Random, StateWorld> newWorld)
    {
        for (int seed = first; seed < first + seeds; seed++)
        {
            await using StateWorld world = newWorld(jobOf(seed), new Random(seed));
            try
            {
                await world.RunAsync().Within();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
            }
        }
    }

    /// <summary>As much of everything is lost as the seed says: the world of the long tests.</summary>
    internal static StateWorld WithAnyLosses(ConformanceCase job, Random random) => new(job, random, new InMemoryCheckpointStore())
    {
        LostCalls = random.Next(3) * 60,
        LostHosts = random.Next(3) * 60,
        LostCoordinators = random.Next(3) * 60,
    };

    internal async Task StartAsync()
    {
        _transport = new InProcessTransport(Options().Encoding, OnCall);
        for (int i = 0; i < Hosts; i++)
        {
            _transport.Hosts.Add(NewHost());
        }

        await StartDriverAsync();
    }

    /// <summary>Runs the job over all its batches and compares what has been published with what must be, unless it is one that a cluster refuses.</summary>
    internal async Task RunAsync()
    {
        if (RemoteConformanceTests.IsBoundToProcess(Add(new StreamingTestHarness(Interval, Options())).Context))
        {
            return;
        }

        await StartAsync();
        for (int batch = 0; batch < job.Batches; batch++)
        {
            await _driver!.AdvanceAsync();
            await GoOnAsync();
        }

        // A takeover may have come with the calls of the last one.
        while (_driver!.Context.Failure is JobFencedException or KeptOutputLostException)
        {
            await GoOnAsync();
            await _driver.WhenIdleAsync();
        }

        // The last batches may wait for a commit of several.
        _hasEnded = true;
        await _driver.StopAsync();
        Assert.Null(_driver.Context.Failure);
        Assert.Equal(job.ExpectedOutputs(Outputs, out int collected), collected);
        job.Verify(Outputs, Interval);
    }

    /// <summary>Runs the next batches until so many are committed.</summary>
    internal async Task AdvanceUntilCommittedAsync(int batches)
    {
        while (Context.Runtime.States.Batches.Last.Newest < Context.ZeroTime + (Interval * batches))
        {
            await _driver!.AdvanceAsync();
        }
    }

    /// <summary>Waits until there is a coordinator that has not ended, as a cluster sees to it.</summary>
    private async Task GoOnAsync()
    {
        await _takeover.Within();
        while (_driver!.Context.Failure is KeptOutputLostException)
        {
            await StartDriverAsync();
            await _driver.WhenIdleAsync();
        }
    }

    /// <summary>Puts another coordinator in the place of the one there is.</summary>
    internal Task TakeOverAsync() => StartDriverAsync();

    /// <summary>Puts a host that has nothing in the place of one.</summary>
    internal void ReplaceHost(int number) => _transport!.Hosts[number] = NewHost();

    public async ValueTask DisposeAsync()
    {
        _hasEnded = true;
        await _takeover.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        PartitionHost[] hosts;
        StreamingTestHarness[] all;
        lock (_all)
        {
            hosts = [.. _hosts];
            all = [.. _all];
        }

        Array.ForEach(hosts, host => host.Dispose());
        foreach (StreamingTestHarness one in all)
        {
            await one.DisposeAsync();
        }
    }

    private CallFault OnCall(int call)
    {
        lock (random)
        {
            if (_hasEnded)
            {
                return CallFault.None;
            }

            if (_hosts.Count < Hosts + MostReplaced && Strikes(LostHosts))
            {
                ReplaceHost(random.Next(Hosts));
            }

            if (_lives < MostReplaced && Strikes(LostCoordinators) && _takeover.IsCompletedSuccessfully)
            {
                _takeover = Task.Run(StartDriverAsync);
            }

            CallFault fault = _lost >= MostLost ? CallFault.None : Strikes(LostCalls) ? CallFault.LostBefore : Strikes(LostCalls) ? CallFault.LostAfter : CallFault.None;
            _lost += fault == CallFault.None ? 0 : 1;
            return fault;
        }
    }

    private bool Strikes(int oneIn) => oneIn > 0 && random.Next(oneIn) == 0;

    private async Task StartDriverAsync()
    {
        StreamingContextOptions options = Options();
        options.TimeProvider = _time;
        options.CommitInterval = Interval * _batchesOfCommit;
        options.Dispatcher = context => new RemoteStageDispatcher(context, _transport!);
        options.OnFailure = FailurePolicy.RetryThenStop;
        options.MaxBatchAttempts = 1000;
        StreamingTestHarness driver = Add(new StreamingTestHarness(Interval, options) { Outputs = Outputs, ExpectsFailure = true });
        await driver.StartAsync();
        _driver = driver;
        _lives++;
    }

    private PartitionHost NewHost()
    {
        var host = new PartitionHost(Add(new StreamingTestHarness(Interval, Options())).Context, _transport!);
        lock (_all)
        {
            _hosts.Add(host);
        }

        return host;
    }

    private StreamingTestHarness Add(StreamingTestHarness harness)
    {
        harness.Define(job);
        lock (_all)
        {
            _all.Add(harness);
        }

        return harness;
    }

    private StreamingContextOptions Options()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.CheckpointStore = store;
        options.CheckpointGracePeriod = TimeSpan.Zero;
        options.EngineThreads = 1;
        options.StatePartLength = 200;
        Configure(options);
        return options;
    }
}
