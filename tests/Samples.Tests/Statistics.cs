using System.Text.RegularExpressions;

namespace OrleansStream.Samples.Tests;

/// <summary>The line that every sample writes about each batch to standard error.</summary>
internal static partial class Statistics
{
    [GeneratedRegex(@"^batch \d+ ms: (?<records>\d+) records, processing time \d+ ms, scheduling delay \d+ ms$")]
    internal static partial Regex Line();
}
