using System.Globalization;
using System.Text;
using OrleansStream;

namespace Samples;

/// <summary>What samples write about a batch: a title with the batch's time, then a few lines.</summary>
internal static class Report
{
    /// <summary>The order by count.</summary>
    internal static readonly IComparer<(string Name, long Count)> ByCount =
        Comparer<(string Name, long Count)>.Create((left, right) => left.Count.CompareTo(right.Count));

    /// <summary>A count with what was counted.</summary>
    internal static string Line((string Name, long Count) entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.Count,6}  {entry.Name}");

    /// <summary>Writes a report at once, so that others do not come in between.</summary>
    /// <param name="time">The batch.</param>
    /// <param name="title">What is reported.</param>
    /// <param name="total">How much of it there is.</param>
    /// <param name="lines">As much as is shown.</param>
    internal static void Write(BatchTime time, string title, long total, IReadOnlyList<string> lines)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{time.ToDateTimeOffset().ToLocalTime():HH:mm:ss}  {title}: {total}");
        foreach (string line in lines)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    {line}");
        }

        if (total > lines.Count)
        {
            text.AppendLine("    ...");
        }

        Console.Write(text);
    }
}
