using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace OrleansStream.Benchmarks;

/// <summary>The command line.</summary>
/// <remarks><c>Option</c> alone would be the product's own <see cref="Option{T}"/> here.</remarks>
internal static class BenchmarkCommand
{
    // Batches long enough that what a batch costs, about a millisecond, does not hide what a record costs.
    private const long DefaultSize = 256L << 20;
    private static readonly IReadOnlyList<int> DefaultThreads = [1, 2];

    private static readonly System.CommandLine.Option<IReadOnlyList<IWorkload>> Workload = new("--workload")
    {
        Description = $"What to run: {string.Join(", ", Workloads.All.Select(w => w.Name))} or all (the default); may be given several times.",
        HelpName = "name",
        CustomParser = ParseWorkloads,
    };

    private static readonly System.CommandLine.Option<IReadOnlyList<int>> Threads = new("--threads")
    {
        Description = "Numbers of threads, each measured on its own. [default: 1,2]",
        HelpName = "n,n",
        CustomParser = ParseThreads,
    };

    private static readonly System.CommandLine.Option<long> Size =
        Bytes("--size", "Input in bytes, or with the suffix KB, MB or GB (powers of 1024). [default: 256MB]");

    /// <summary>Where a command puts a checkpoint.</summary>
    internal static System.CommandLine.Option<string> Directory { get; } = new("--directory")
    {
        Description = "Where the checkpoint is; a directory of its own is made in it and removed.",
        DefaultValueFactory = _ => Path.GetTempPath(),
    };

    private static readonly System.CommandLine.Option<int> Rounds = Count("--rounds", "Measured rounds.", 5, 1);

    private static readonly System.CommandLine.Option<int> Warmup = Count("--warmup", "Rounds between the cold run and the measured ones.", 2, 0);

    private static readonly System.CommandLine.Option<ulong> Seed = new("--seed")
    {
        Description = "What the input is made from.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly System.CommandLine.Option<bool> Polluted = new("--polluted")
    {
        Description = "First run each variant's shared code over other lambdas and types, as a process with many jobs does.",
    };

    private static readonly System.CommandLine.Option<bool> Phases = new("--phases")
    {
        Description = "Also time parts of the natural loops.",
    };

    private static readonly System.CommandLine.Option<string?> Json = new("--json")
    {
        Description = "Write the report to this file too.",
        HelpName = "file",
        Validators = { CheckDirectory },
    };

    /// <summary>Makes the command.</summary>
    /// <param name="run">What a valid command line does; gives the exit code.</param>
    public static RootCommand Create(Func<BenchmarkOptions, CancellationToken, Task<int>> run)
    {
        RootCommand command = new("Runs each workload on OrleansStream and beside hand-written C# over the same bytes, and prints the ratios.")
        {
            Workload, Threads, Size, Rounds, Warmup, Seed, Polluted, Phases, Json,
            LatencyCommand.Create(),
            ReceiverLogCommand.Create(),
            SoakCommand.Create(),
            StateCheckpointCommand.Create(),
            StateQueryCommand.Create(),
        };
        command.SetAction((parsed, stop) => run(Read(parsed), stop));
        return command;
    }

    private static BenchmarkOptions Read(ParseResult parsed) => new(
        parsed.GetValue(Workload) ?? Workloads.All,
        parsed.GetValue(Threads) ?? DefaultThreads,
        parsed.GetResult(Size) is null ? DefaultSize : parsed.GetValue(Size),
        parsed.GetValue(Seed),
        parsed.GetValue(Warmup),
        parsed.GetValue(Rounds),
        parsed.GetValue(Polluted),
        parsed.GetValue(Phases),
        parsed.GetValue(Json));

    /// <summary>An option that is a count.</summary>
    internal static System.CommandLine.Option<int> Count(string name, string description, int fallback, int least) => new(name)
    {
        Description = description,
        HelpName = "n",
        DefaultValueFactory = _ => fallback,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value < least)
            {
                result.AddError(FormattableString.Invariant($"{name} is '{text}'; it must be a whole number of at least {least}."));
            }

            return value;
        },
    };

    /// <summary>An option that is a number of bytes.</summary>
    internal static System.CommandLine.Option<long> Bytes(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "size",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!ByteSize.TryParse(text, out long bytes))
            {
                result.AddError($"{name} is '{text}'; it must be from 1KB to 1024GB, such as 64MB.");
            }

            return bytes;
        },
    };

    // Before the run: a report that cannot be written should not cost one.
    private static void CheckDirectory(OptionResult result)
    {
        if (result.Tokens.Count == 1 && !System.IO.Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(result.Tokens[0].Value))))
        {
            result.AddError($"--json is '{result.Tokens[0].Value}'; its directory does not exist.");
        }
    }

    private static List<IWorkload>? ParseWorkloads(ArgumentResult result)
    {
        List<IWorkload> chosen = [];
        foreach (string name in result.Tokens.Select(token => token.Value))
        {
            IReadOnlyList<IWorkload> found = name == "all" ? Workloads.All : [.. Workloads.All.Where(w => w.Name == name)];
            if (found.Count == 0)
            {
                result.AddError($"--workload is '{name}'; it must be {string.Join(", ", Workloads.All.Select(w => w.Name))} or all.");
            }

            chosen.AddRange(found.Except(chosen));
        }

        return chosen;
    }

    private static List<int>? ParseThreads(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        List<int> threads = [];
        foreach (string part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is < 1 or > 1024)
            {
                result.AddError($"--threads is '{text}'; it must be numbers from 1 to 1024 with commas between, such as 1,2.");
                return null;
            }

            threads.Add(count);
        }

        return threads;
    }
}
