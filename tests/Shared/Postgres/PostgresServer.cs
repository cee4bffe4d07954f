using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace OrleansStream.Tests.Postgres;

/// <summary>A PostgreSQL server of the test's own, on loopback, with its data in a temporary directory; gone when the tests are.</summary>
public class PostgresServer : IAsyncLifetime
{
    // Lower than the ports that systems give to outgoing connections: one of those would take a server's port while it is away.
    private const int FirstPort = 15_000;
    private const int EndOfPorts = 30_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly HashSet<int> GivenPorts = [];

    private readonly string _home = Directory.CreateTempSubdirectory("orleans-stream-postgres-").FullName;
    private Process? _server;
    private int _port;

    private string Data => Path.Join(_home, "data");

    /// <summary>Starts the server, if there is one to start.</summary>
    public virtual async Task InitializeAsync()
    {
        if (PostgresBinaries.Missing is not null)
        {
            return;
        }

        if (RunsAsRoot)
        {
            // The server refuses to run as root.
            await RunToEndAsync("chown", OrdinaryUser, _home);
        }

        await RunToEndAsync(CommandOf("initdb", "--pgdata", Data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-sync"));
        _port = FreePort();
        await StartAsync();
    }

    /// <summary>Stops the server and removes its data.</summary>
    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await StopAsync();
        }

        Directory.Delete(_home, recursive: true);
    }

    /// <summary>Starts the server, which may have been stopped before.</summary>
    internal async Task StartAsync()
    {
        _server = Start(CommandOf("postgres", "-D", Data, "-h", "127.0.0.1", "-p", $"{_port}", "-k", ""));
        await WaitUntilReadyAsync();
    }

    /// <summary>Stops the server as if it had been lost: connections break, and it recovers when it is started again.</summary>
    internal async Task StopAsync()
    {
        await RunToEndAsync(CommandOf("pg_ctl", "stop", "--pgdata", Data, "--mode", "immediate"));
        await _server!.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    /// <summary>Asks a user for the password from the server's next reading of its configuration on.</summary>
    internal void RequirePasswordOf(string user)
    {
        string path = Path.Join(Data, "pg_hba.conf");
        File.WriteAllText(path, $"host all {user} 127.0.0.1/32 scram-sha-256{Environment.NewLine}{File.ReadAllText(path)}");
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        await using NpgsqlDataSource server = NpgsqlDataSource.Create(ConnectionStringOf("postgres"));
        await using NpgsqlCommand create = server.CreateCommand($"CREATE DATABASE \"{name}\"");
        await create.ExecuteNonQueryAsync();
        return ConnectionStringOf(name);
    }

    /// <summary>A port of this machine that nobody listens on, another one each time.</summary>
    internal static int FreePort()
    {
        lock (GivenPorts)
        {
            int port;
            do
            {
                port = Random.Shared.Next(FirstPort, EndOfPorts);
            }
            while (!GivenPorts.Add(port) || !IsFree(port));
            return port;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool RunsAsRoot => Environment.UserName == "root";

    private static string OrdinaryUser => File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    protected string ConnectionStringOf(string database) => $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};Maximum Pool Size=20";

    private static string[] CommandOf(string program, params string[] arguments)
    {
        string path = Path.Join(PostgresBinaries.Path, program);
        return RunsAsRoot ? ["runuser", "-u", OrdinaryUser, "--", path, .. arguments] : [path, .. arguments];
    }

    private static Process Start(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task RunToEndAsync(params string[] command)
    {
        using Process process = Start(command);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)} ended with {process.ExitCode}.");
    }

    private async Task WaitUntilReadyAsync()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionStringOf("postgres") + ";Pooling=false");
                await connection.OpenAsync(patience.Token);
                return;
            }
            catch (NpgsqlException)
            {
                // Not up yet.
                Assert.False(_server!.HasExited, "The PostgreSQL server has not come up.");
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
            }
        }
    }
}
