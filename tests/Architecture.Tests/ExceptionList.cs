using OrleansStream.Tests;

namespace OrleansStream.Architecture.Tests;

/// <summary>The reasoned exceptions to the house rules: <c>exceptions.txt</c>, lines of <c>rule | where | why</c>.</summary>
internal sealed class ExceptionList
{
    internal const string File = "tests/Architecture.Tests/exceptions.txt";

    private readonly List<(string Rule, string Where, string Why)> _entries = [];
    private readonly HashSet<(string, string)> _used = [];

    internal ExceptionList(IEnumerable<string> lines)
    {
        foreach (string line in lines.Where(line => !string.IsNullOrWhiteSpace(line) && !line.StartsWith('#')))
        {
            string[] parts = line.Split('|', StringSplitOptions.TrimEntries);
            if (parts.Length != 3 || parts.Any(string.IsNullOrEmpty))
            {
                throw new FormatException($"{File}: '{line}' is not 'rule | where | why'.");
            }

            _entries.Add((parts[0], parts[1], parts[2]));
        }
    }

    /// <summary>The list that is checked in.</summary>
    internal static ExceptionList Load() => new(System.IO.File.ReadLines(Repository.PathTo(File)));

    /// <summary>Whether the rule is lifted in this place.</summary>
    internal bool Allows(string rule, string where) =>
        _entries.Any(entry => entry.Rule == rule && entry.Where == where) && (_used.Add((rule, where)) || true);

    /// <summary>The entries of some rules that lifted nothing since the list was loaded.</summary>
    internal IEnumerable<string> Unused(Func<string, bool> rules) =>
        _entries.Where(entry => rules(entry.Rule) && !_used.Contains((entry.Rule, entry.Where))).Select(entry => $"{entry.Rule} | {entry.Where}");
}
