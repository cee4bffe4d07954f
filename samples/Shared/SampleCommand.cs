using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using StreamingContext = OrleansStream.StreamingContext;
using StreamingContextOptions = OrleansStream.StreamingContextOptions;

namespace Samples;

/// <summary>A sample's command line, with the options that every sample has; runs the sample until it is stopped.</summary>
internal sealed class SampleCommand
{
    private readonly Option<TimeSpan?> _interval = new("--interval")
    {
        Description = "How often a batch is cut, such as 500ms or 2s; 1s by default.",
        CustomParser = result => OptionRules.Read<TimeSpan>(
            result,
            value => value >= TimeSpan.FromMilliseconds(1) && value.Ticks % TimeSpan.TicksPerMillisecond == 0,
            "must be a duration of whole milliseconds, such as 500ms or 2s, and at least 1ms"),
    };

    private readonly Option<int?> _batches;
    private readonly RootCommand _command;

    internal SampleCommand(string description)
    {
        _command = new RootCommand(description) { _interval };
        _batches = AddNumber("--batches", "Stop after so many batches.", 1, int.MaxValue);
    }

    /// <summary>Adds an option that names something.</summary>
    internal Option<string?> AddText(string name, string description) => Add(new Option<string?>(name) { Description = description });

    /// <summary>Adds an option that is a whole number; null if it is not given.</summary>
    internal Option<int?> AddNumber(string name, string description, int least, int most) =>
        Add(new Option<int?>(name) { Description = description, CustomParser = result => OptionRules.ReadInt(result, least, most) });

    /// <summary>Adds a rule about several options; it gives the error, or null.</summary>
    internal void AddRule(Func<CommandResult, string?> rule) => _command.Validators.Add(result =>
    {
        if (rule(result) is { } error)
        {
            result.AddError(error);
        }
    });

    /// <summary>Reads the command line and runs what it asks for; Ctrl+C and SIGTERM cancel the token.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="run">Defines the sample's job on the context and runs the context until the token is cancelled.</param>
    /// <returns>The process' exit code: 0, or 2 for a command line that breaks a rule, which is told in one line.</returns>
    internal async Task<int> RunAsync(string[] args, Func<StreamingContext, ParseResult, CancellationToken, Task> run)
    {
        _command.SetAction(async options =>
        {
            await RunAsync(options, run);
            return 0;
        });
        ParseResult parsed = _command.Parse(args);
        if (parsed.Errors is [var error, ..])
        {
            Console.Error.WriteLine($"{error.Message} (--help shows the options)");
            return 2;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private async Task RunAsync(ParseResult options, Func<StreamingContext, ParseResult, CancellationToken, Task> run)
    {
        using var stopping = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var settings = new StreamingContextOptions { JobName = typeof(SampleCommand).Assembly.GetName().Name! };
        await using var ssc = new StreamingContext(options.GetValue(_interval) ?? TimeSpan.FromSeconds(1), settings);
        ssc.AddStreamingListener(new StatisticsListener(ssc, Console.Error, options.GetValue(_batches), settings.ReceiverRestartDelay));
        await run(ssc, options, stopping.Token);

        void Stop(PosixSignalContext signal)
        {
            // The first signal stops gracefully; the second one is left to the system.
            signal.Cancel = !stopping.IsCancellationRequested;
            stopping.Cancel();
        }
    }

    private Option<T> Add<T>(Option<T> option)
    {
        _command.Add(option);
        return option;
    }
}
