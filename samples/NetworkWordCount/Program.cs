using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using OrleansStream;
using Samples.NetworkWordCount;

ParseResult parsed = Settings.Command(RunAsync).Parse(args);
if (parsed.Errors is [var error, ..])
{
    Console.Error.WriteLine($"{error.Message} (--help shows the options)");
    return 2;
}

return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static async Task<int> RunAsync(Settings settings)
{
    using var stopping = new CancellationTokenSource();
    using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    await using LineServer? server = settings.Port is null ? LineServer.Start() : null;
    int port = settings.Port ?? server!.Port;

    var options = new StreamingContextOptions { JobName = nameof(WordCount) };
    await using var ssc = new StreamingContext(settings.Interval, options);
    ssc.AddStreamingListener(new StatisticsListener(ssc, Console.Error, settings.Batches, options.ReceiverRestartDelay));
    new WordCount().Define(ssc, JobArguments.Empty.With("host", settings.Host).With("port", port.ToString(CultureInfo.InvariantCulture)));
    await ssc.RunAsync(stopping.Token);
    return 0;

    void Stop(PosixSignalContext signal)
    {
        // The first signal stops gracefully; the second one is left to the system.
        signal.Cancel = !stopping.IsCancellationRequested;
        stopping.Cancel();
    }
}
