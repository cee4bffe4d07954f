using System.Text.RegularExpressions;

namespace OrleansStream.Architecture.Tests;

/// <summary>Something that must not be written in the product's source.</summary>
/// <param name="Name">What an exception to it is listed under.</param>
/// <param name="Pattern">What it looks like.</param>
/// <param name="Remedy">What to write in its place.</param>
/// <param name="Under">The directory that it holds for.</param>
/// <param name="InComments">Whether comments and strings count as well as code.</param>
internal sealed record SourceRule(string Name, Regex Pattern, string Remedy, string Under = "src/", bool InComments = false)
{
    internal static IReadOnlyList<SourceRule> All { get; } =
    [
        new("sleep", new Regex(@"\bThread\s*\.\s*(Sleep|SpinWait)\b"), "wait on an event, or Task.Delay with a TimeProvider"),
        new("wall-clock", new Regex(@"\bDateTime(Offset)?\s*\.\s*(Now|UtcNow|Today)\b"), "time comes from TimeProvider"),
        new("task-result", new Regex(@"([Tt]ask\w*|\))\s*\.\s*Result\b(?!\s*[(<])"), "await the task"),
        new("task-wait", new Regex(@"\.\s*Wait\s*\(\s*\)"), "await the task"),
        new("get-result", new Regex(@"\.\s*GetAwaiter\s*\(\s*\)\s*\.\s*GetResult\b"), "await the task"),
        new("async-void", new Regex(@"\basync\s+void\b"), "return a Task"),
        new("task-run", new Regex(@"\bTask\s*\.\s*(Run\b|Factory\b)"), "work leaves a grain through the engine's own threads", Under: "src/Grains/"),
        new("silenced-ban", new Regex(@"\bRS0030\b"), "list the exception in exceptions.txt and ban the call less widely"),
        new("silenced-documentation", new Regex(@"#pragma\s+warning\s+disable[^\n]*\bCS1591\b"), "write the documentation"),
        new("unfinished", new Regex(@"\b(TODO|FIXME|HACK|XXX)\b|\bNotImplementedException\b"), "finish it, or open an issue", InComments: true),
    ];

    private static readonly Regex EmptyCatch = new(@"\bcatch\b[^{};]*\{(\s*)\}");

    /// <summary>The rules that a file breaks, each with the line.</summary>
    internal static IEnumerable<(string Rule, int Line, string Remedy)> Check(string path, string source)
    {
        string code = SourceText.CodeOf(source);
        foreach (SourceRule rule in All.Where(rule => path.StartsWith(rule.Under, StringComparison.Ordinal)))
        {
            foreach (Match match in rule.Pattern.Matches(rule.InComments ? source : code))
            {
                yield return (rule.Name, LineOf(source, match.Index), rule.Remedy);
            }
        }

        // A comment inside the braces says why the exception is of no interest.
        foreach (Match match in EmptyCatch.Matches(code))
        {
            Group body = match.Groups[1];
            if (string.IsNullOrWhiteSpace(source.Substring(body.Index, body.Length)))
            {
                yield return ("empty-catch", LineOf(source, match.Index), "handle it, or say in a comment why not");
            }
        }
    }

    private static int LineOf(string source, int index) => source.AsSpan(0, index).Count('\n') + 1;
}
