using System.CommandLine;
using System.Globalization;
using IStreamingJob = OrleansStream.IStreamingJob;
using JobArguments = OrleansStream.JobArguments;
using StreamingContext = OrleansStream.StreamingContext;

namespace Samples;

/// <summary>Where a sample reads its lines: from the server that <c>--host</c> and <c>--port</c> name, or from one of its own.</summary>
internal sealed class LineSource
{
    private readonly Option<string?> _host;
    private readonly Option<int?> _port;
    private readonly int? _usualPort;
    private readonly Func<Random, string> _makeLine;

    /// <param name="command">Gets the options.</param>
    /// <param name="makeLine">Makes a line up, where no server is named.</param>
    /// <param name="usualPort">The port of a server that is named without one; null if that is an error.</param>
    internal LineSource(SampleCommand command, Func<Random, string> makeLine, int? usualPort = null)
    {
        string port = usualPort is null ? "needs --port" : $"its port is {usualPort} unless --port says otherwise";
        _host = command.AddText("--host", $"Read lines from this server, such as one started by 'nc -lk {usualPort ?? 9999}'; {port}.");
        _port = command.AddNumber("--port", "The server's port.", 1, 65535);
        command.AddRule(result => usualPort is null && result.GetValue(_host) is not null && result.GetResult(_port) is null ? "--host needs --port." : null);
        _usualPort = usualPort;
        _makeLine = makeLine;
    }

    /// <summary>Runs a job that reads lines from its arguments <c>host</c> and <c>port</c>, until the token is cancelled.</summary>
    internal async Task RunAsync(IStreamingJob job, StreamingContext ssc, ParseResult options, CancellationToken stopping)
    {
        string? host = options.GetValue(_host);
        int? port = options.GetValue(_port) ?? (host is null ? null : _usualPort);
        await using LineServer? own = port is null ? LineServer.Start(_makeLine) : null;
        string portText = (port ?? own!.Port).ToString(CultureInfo.InvariantCulture);
        job.Define(ssc, JobArguments.Empty.With("host", host ?? "localhost").With("port", portText));
        await ssc.RunAsync(stopping);
    }
}
