namespace OrleansStream.Tool;

/// <summary>Rows under headings, as wide as they must be; numbers to the right.</summary>
/// <param name="title">What it shows, where it is one of several; empty for one that stands alone.</param>
/// <param name="headings">One for each column.</param>
internal sealed class Table(string title, params string[] headings)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    internal void Add(params object[] cells) =>
        _rows.Add([.. cells.Select(cell => cell is long or int ? FormattableString.Invariant($"{cell:N0}") : $"{cell}")]);

    /// <summary>Prints it, with a title after an empty line; nothing if it has no rows.</summary>
    internal async Task WriteAsync(TextWriter output)
    {
        if (_rows.Count == 0)
        {
            return;
        }

        int[] widths = [.. headings.Select((heading, column) => Math.Max(heading.Length, _rows.Max(row => row[column].Length)))];
        bool[] numbers = [.. headings.Select((_, column) => _rows.TrueForAll(row => row[column].Length > 0 && row[column].All(letter => char.IsAsciiDigit(letter) || letter == ',')))];
        string indent = title.Length == 0 ? "" : Gap;
        if (title.Length > 0)
        {
            await output.WriteLineAsync($"\n{title}").ConfigureAwait(false);
        }

        foreach (string[] row in _rows.Prepend(headings))
        {
            IEnumerable<string> cells = row.Select((cell, column) => numbers[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            await output.WriteLineAsync($"{indent}{string.Join(Gap, cells).TrimEnd()}").ConfigureAwait(false);
        }
    }
}
