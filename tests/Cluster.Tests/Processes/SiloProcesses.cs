using System.Globalization;
using OrleansStream.ClusterJobs;

namespace OrleansStream.Cluster.Tests;

/// <summary>Three silo processes on one PostgreSQL server, which run <see cref="TimedWordCount"/>.</summary>
public sealed class SiloProcesses : IAsyncLifetime
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Tests on silo processes take their turns: more of those at once than the machine has cores for is what one of them is about.</summary>
    internal const string Collection = "Silo processes";

    private const int Count = 3;

    private readonly ClusterPostgresServer _server = new();
    private readonly List<SiloProcess> _silos = [];
    private OrleansStreamClient? _client;

    internal TimedOutput Output { get; } = new();

    internal IReadOnlyList<SiloProcess> Silos => _silos;

    internal ClusterPostgresServer Database => _server;

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        if (PostgresBinaries.Missing is not null)
        {
            return;
        }

        await StartAsync();
        await _client!.SubmitAsync(
            TimedOutput.Jobs,
            nameof(TimedWordCount),
            new Dictionary<string, string> { [TimedWordCount.Output] = Output.Prefix },
            new JobSettings { BatchInterval = Interval, Partitions = 3 });
        await MoreBatchesAsync();
    }

    public async Task DisposeAsync()
    {
        await KillAsync();
        Output.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>Kills all silos at once and starts as many others, of which nobody has heard.</summary>
    internal async Task ReplaceAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    /// <summary>Waits until all silos take work.</summary>
    internal Task ReadyAsync() => Task.WhenAll(_silos.Select(silo => silo.ReadyAsync()));

    /// <summary>The process that coordinates the job.</summary>
    internal async Task<SiloProcess> CoordinatorAsync()
    {
        SiloProcess? coordinator = null;
        await UntilAsync("the job has a coordinator", async () =>
        {
            try
            {
                string? address = (await _client!.GetAsync(nameof(TimedWordCount)))?.Progress?.Silo;
                coordinator = address is null ? null : _silos.Single(silo => address.Contains(string.Create(CultureInfo.InvariantCulture, $":{silo.SiloPort}@"), StringComparison.Ordinal));
                return coordinator is not null;
            }
            catch (Exception error) when (error is OrleansException or TimeoutException)
            {
                // The silo that answers for jobs has just been lost.
                return false;
            }
        });
        return coordinator!;
    }

    /// <summary>Submits another job of the package that <see cref="TimedWordCount"/> is in.</summary>
    internal Task SubmitAsync(string jobClass, Dictionary<string, string> arguments, string? name = null) =>
        _client!.SubmitAsync(TimedOutput.Jobs, jobClass, arguments, new JobSettings { Name = name, BatchInterval = Interval, Partitions = 3 });

    /// <summary>Stops a job.</summary>
    internal Task StopAsync(string job) => _client!.StopAsync(job);

    /// <summary>Waits for batches more than there are, and calls nobody meanwhile.</summary>
    internal Task MoreBatchesAsync()
    {
        int enough = Output.Times.Length + 3;
        return UntilAsync($"{enough} batches are there", () => Task.FromResult(Output.Times.Length >= enough));
    }

    /// <summary>Waits until something is true, as <see cref="JobCluster.UntilAsync"/>, keeps silos going meanwhile, and tells of them where it does not
    /// become true.</summary>
    internal async Task UntilAsync(string what, Func<Task<bool>> isTrue)
    {
        try
        {
            await JobCluster.UntilAsync(what, () =>
            {
                _silos.ForEach(silo => silo.RestartIfEvicted());
                return isTrue();
            });
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{error.Message}{Environment.NewLine}{string.Join(Environment.NewLine, _silos.Select(silo => silo.Describe()))}", error);
        }
    }

    private async Task StartAsync()
    {
        for (int i = 0; i < Count; i++)
        {
            _silos.Add(await SiloProcess.StartAsync("--OrleansStream:ConnectionString", _server.ConnectionString));
        }

        _client = await OrleansStreamClient.ConnectAsync(new OrleansStreamClientOptions { Gateways = [.. _silos.Select(silo => silo.Gateway)] });
    }

    private async Task KillAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        await Task.WhenAll(_silos.Select(silo => silo.DisposeAsync().AsTask()));
        _silos.Clear();
    }
}
