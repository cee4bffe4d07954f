using System.Diagnostics;
using System.Net;
using System.Text;
using OrleansStream.Silo;

namespace OrleansStream.Cluster.Tests;

/// <summary>A silo as an operator runs it: the host's own program, in a process of its own.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly HttpClient Http = new();
    private static readonly Dictionary<string, string> NoVariables = [];

    private const int LinesTold = 60;

    private readonly string[] _settings;
    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly StringBuilder _log = new();
    private Process? _process;
    private bool _isWanted;

    private SiloProcess(string[] settings, IReadOnlyDictionary<string, string> variables) => (_settings, _variables) = (settings, variables);

    /// <summary>Where clients reach it.</summary>
    internal IPEndPoint Gateway => new(IPAddress.Loopback, GatewayPort);

    /// <summary>Its port for other silos, by which its address is told.</summary>
    internal int SiloPort { get; } = PostgresServer.FreePort();

    internal int HealthPort { get; } = PostgresServer.FreePort();

    private int GatewayPort { get; } = PostgresServer.FreePort();

    /// <summary>How often it was restarted because it had been taken for dead and ended itself.</summary>
    internal int Evictions { get; private set; }

    /// <summary>What it has written so far.</summary>
    internal string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts a silo and waits until it is ready.</summary>
    internal static Task<SiloProcess> StartAsync(params string[] settings) => StartAsync(NoVariables, settings);

    /// <summary>Starts a silo that has variables besides those of this process, and waits until it is ready.</summary>
    internal static async Task<SiloProcess> StartAsync(IReadOnlyDictionary<string, string> variables, params string[] settings)
    {
        var silo = new SiloProcess(settings, variables);
        await silo.StartAsync();
        return silo;
    }

    /// <summary>Runs the program to its end.</summary>
    /// <returns>What it ends with, and what it has written.</returns>
    internal static async Task<(int Code, string Output, string Error)> RunToEndAsync(params string[] arguments)
    {
        using Process process = Process.Start(StartInfoOf(NoVariables, arguments))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            process.Kill();
        }

        return (process.ExitCode, await output, await error);
    }

    /// <summary>Starts it, also again with the same ports, and waits until it is ready.</summary>
    internal async Task StartAsync()
    {
        BeginStart();
        await ReadyAsync();
    }

    /// <summary>Starts it and does not wait.</summary>
    internal void BeginStart()
    {
        _process?.Dispose();
        _isWanted = true;
        lock (_log)
        {
            _log.Clear();
        }

        _process = Process.Start(StartInfoOf(
        _variables,
        [
            .. new (string Key, string Value)[]
            {
                ("SiloPort", $"{SiloPort}"), ("GatewayPort", $"{GatewayPort}"), ("HealthPort", $"{HealthPort}"),
                ("EngineThreads", "2"),
            }.SelectMany(setting => new[] { $"--{SiloHostOptions.Section}:{setting.Key}", setting.Value }),
            .. _settings,
        ]))!;
        _process.OutputDataReceived += (_, line) => Write(line.Data);
        _process.ErrorDataReceived += (_, line) => Write(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until it takes work.</summary>
    internal async Task ReadyAsync()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!await IsReadyAsync())
        {
            RestartIfEvicted();
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Starts it again, as whatever runs it does, if others have taken it for dead: on a machine that is too loaded to answer them.</summary>
    internal void RestartIfEvicted()
    {
        if (_isWanted && _process!.HasExited)
        {
            Assert.True(Log.Contains("I should be Dead", StringComparison.Ordinal), Describe());
            Evictions++;
            BeginStart();
        }
    }

    internal async Task<bool> IsReadyAsync()
    {
        try
        {
            using HttpResponseMessage answer = await Http.GetAsync(new Uri($"http://127.0.0.1:{HealthPort}/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Kills it as the kernel does when memory runs out: it gets to do nothing more.</summary>
    internal async Task KillAsync()
    {
        _isWanted = false;
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop (SIGTERM), as an orchestrator does, and waits until it has, without an error. One that is gone because it was taken for
    /// dead is started again first.</summary>
    internal async Task StopAsync()
    {
        while (!await TrySignalAsync("TERM"))
        {
            await ReadyAsync();
        }

        _isWanted = false;
        int code = await EndAsync();
        Assert.True(code == 0, Describe());
    }

    /// <summary>Lets it do nothing, and not know of it (SIGSTOP).</summary>
    internal async Task FreezeAsync()
    {
        _isWanted = false;
        Assert.True(await TrySignalAsync("STOP"), Describe());
    }

    /// <summary>Lets it go on after <see cref="FreezeAsync"/>.</summary>
    internal async Task ThawAsync() => Assert.True(await TrySignalAsync("CONT"), Describe());

    /// <summary>Waits until it has ended.</summary>
    /// <returns>What it ended with.</returns>
    internal async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        await _process!.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Whether it runs, and what it has written last.</summary>
    internal string Describe()
    {
        string state = _process!.HasExited ? $"ended with {_process.ExitCode}" : "runs";
        string[] lines = Log.Split('\n');
        return string.Join('\n', [$"Silo {SiloPort} {state}, after {Evictions} evictions. Its last lines:", .. lines[Math.Max(0, lines.Length - LinesTold)..]]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
    }

    /// <returns>Whether there was a process to send it to.</returns>
    private async Task<bool> TrySignalAsync(string name)
    {
        using Process signal = Process.Start("kill", [$"-{name}", $"{_process!.Id}"]);
        await signal.WaitForExitAsync();
        return signal.ExitCode == 0;
    }

    private static ProcessStartInfo StartInfoOf(IReadOnlyDictionary<string, string> variables, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SiloHostOptions).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private void Write(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
