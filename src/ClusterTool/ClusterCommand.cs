using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OrleansStream.Tool;

/// <summary>What all commands that talk to a cluster have in common: how it is found, what errors become, how answers are printed.</summary>
internal static class ClusterCommand
{
    private const int DefaultPort = 30000;

    private static readonly OrleansStreamClientOptions Defaults = new();

    private static readonly System.CommandLine.Option<string[]> Gateways = new("--gateway")
    {
        Description = "A silo's gateway; may be given several times. Else ORLEANS_STREAM_GATEWAY, with commas between several, else the one of this machine.",
        HelpName = "host:port",
    };

    private static readonly System.CommandLine.Option<string?> ClusterId = new("--cluster-id")
    {
        Description = "The cluster's id; else ORLEANS_STREAM_CLUSTER_ID, else that of a silo without settings.",
        HelpName = "id",
    };

    private static readonly System.CommandLine.Option<string?> ServiceId = new("--service-id")
    {
        Description = "The cluster's service id; else ORLEANS_STREAM_SERVICE_ID, else that of a silo without settings.",
        HelpName = "id",
    };

    private static readonly System.CommandLine.Option<OutputFormat> Format = new("--output", "-o")
    {
        Description = "How answers are printed.",
        HelpName = "text|json",
    };

    /// <summary>Makes a command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="symbols">Its own arguments and options.</param>
    /// <param name="run">Does it, and gives what the process ends with.</param>
    internal static Command Create(
        string name, string description, IEnumerable<Symbol> symbols, Func<ParseResult, OrleansStreamClient, OutputFormat, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        foreach (Symbol symbol in symbols.Concat([Format, Gateways, ClusterId, ServiceId]))
        {
            switch (symbol)
            {
                case Argument argument:
                    command.Add(argument);
                    break;
                case System.CommandLine.Option option:
                    command.Add(option);
                    break;
                default:
                    throw new ArgumentException($"'{symbol.Name}' is neither an argument nor an option.", nameof(symbols));
            }
        }

        command.SetAction((parsed, stop) => RunAsync(parsed, run, stop));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, Func<ParseResult, OrleansStreamClient, OutputFormat, CancellationToken, Task<int>> run, CancellationToken stop)
    {
        try
        {
            OrleansStreamClientOptions options = await OptionsAsync(parsed, stop).ConfigureAwait(false);
            OrleansStreamClient client = await OrleansStreamClient.ConnectAsync(options, stop).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                return await run(parsed, client, parsed.GetValue(Format), stop).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException or JobRefusedException or JobPackageException)
        {
            return await FailAsync(parsed, error, ExitCode.Usage).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AccessRefusedException or CheckpointException or JobConflictException or SavepointException or StateScanExpiredException or StateNotAvailableException or StateNotFoundException or OrleansException or TimeoutException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(parsed, error, ExitCode.Failure).ConfigureAwait(false);
        }
    }

    /// <summary>Says that there is no such job.</summary>
    internal static async Task<int> NoJobAsync(ParseResult parsed, string name)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"There is no job '{name}' on the cluster.").ConfigureAwait(false);
        return ExitCode.Failure;
    }

    private static async Task<int> FailAsync(ParseResult parsed, Exception error, int code)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
        return code;
    }

    private static async Task<OrleansStreamClientOptions> OptionsAsync(ParseResult parsed, CancellationToken stop)
    {
        string[] named = parsed.GetValue(Gateways) is { Length: > 0 } given
            ? given
            : (Variable("GATEWAY") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var gateways = new List<IPEndPoint>();
        foreach (string gateway in named)
        {
            gateways.AddRange(await ResolveAsync(gateway, stop).ConfigureAwait(false));
        }

        return new OrleansStreamClientOptions
        {
            ClusterId = parsed.GetValue(ClusterId) ?? Variable("CLUSTER_ID") ?? Defaults.ClusterId,
            ServiceId = parsed.GetValue(ServiceId) ?? Variable("SERVICE_ID") ?? Defaults.ServiceId,
            Secret = Variable("SECRET"),
            Gateways = gateways.Count > 0 ? gateways : Defaults.Gateways,
        };
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable("ORLEANS_STREAM_" + name) is { Length: > 0 } value ? value : null;

    /// <summary>Finds the addresses of a gateway.</summary>
    /// <exception cref="ArgumentException">It is not written as one.</exception>
    /// <exception cref="IOException">There is no such host.</exception>
    private static async Task<IEnumerable<IPEndPoint>> ResolveAsync(string gateway, CancellationToken stop)
    {
        // IPv6 addresses are written in brackets where a port follows.
        if (IPEndPoint.TryParse(gateway, out IPEndPoint? address))
        {
            return [new IPEndPoint(address.Address, address.Port == 0 ? DefaultPort : address.Port)];
        }

        string[] parts = gateway.Split(':');
        int port = DefaultPort;
        if (parts.Length > 2 || parts[0].Length == 0
            || (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is 0 or > IPEndPoint.MaxPort)))
        {
            throw new ArgumentException($"--gateway is '{gateway}'; it must be a host or an IP address, and a port after a colon if it is not {DefaultPort}.");
        }

        try
        {
            return (await Dns.GetHostAddressesAsync(parts[0], stop).ConfigureAwait(false)).Select(found => new IPEndPoint(found, port));
        }
        catch (SocketException error)
        {
            throw new IOException($"The host of gateway '{gateway}' cannot be found: {error.Message}", error);
        }
    }
}
