using System.CommandLine;

namespace OrleansStream.Tool;

/// <summary>Options about a job's code, its arguments and how it runs.</summary>
internal static class JobOptions
{
    /// <summary>The job's class.</summary>
    internal static System.CommandLine.Option<string?> Class() => new("--class")
    {
        Description = "The job's class: its full name, or the last part of it. Needed if there are several.",
        HelpName = "name",
    };

    /// <summary>How many partitions the job has.</summary>
    internal static System.CommandLine.Option<int?> Partitions() => new("--partitions")
    {
        Description = "How many partitions the job is spread over.",
        HelpName = "n",
    };

    /// <summary>One argument of the job's.</summary>
    internal static System.CommandLine.Option<string[]> Argument() => new("--arg")
    {
        Description = "An argument of the job's; may be given several times. Or give them after --, as --name value.",
        HelpName = "name=value",
    };

    /// <summary>All arguments of the job's, as its own command line.</summary>
    internal static Argument<string[]> Rest() => new("arguments")
    {
        Description = "The job's arguments, after --, as --name value.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>The job's arguments from both; null if there are none.</summary>
    /// <exception cref="JobArgumentException">One is not written as one, or is given twice.</exception>
    internal static IReadOnlyDictionary<string, string>? ArgumentsOf(string[]? named, string[]? rest)
    {
        string[] words = [.. (named ?? []).Select(one => one.Contains('=', StringComparison.Ordinal)
            ? "--" + one
            : throw new JobArgumentException("arg", one, "must have the form name=value")), .. rest ?? []];
        return words.Length == 0 ? null : JobArguments.Parse(words).Values;
    }
}
