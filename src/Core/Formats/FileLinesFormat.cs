using OrleansStream.Formats;
using OrleansStream.Sources;

namespace OrleansStream;

/// <summary>Files of lines, each with where it is. <see cref="StreamingContext.TextFileStream"/> is for those who want the text only.</summary>
/// <remarks>Lines are as for <see cref="StreamingContext.TextFileStream"/>; files may be compressed.</remarks>
public sealed class FileLinesFormat : FileFormat<FileLine>
{
    /// <inheritdoc/>
    public override bool IsSplittable => true;

    /// <inheritdoc/>
    public override bool ReadsCompressedFiles => true;

    /// <summary>How many bytes are gathered for a line whose end does not come before the file is given up.</summary>
    /// <value>The default is 16 MiB. At least 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxLineBytes { get; init => field = FormatLimits.Positive(value); } = FormatLimits.DefaultMaxBytes;

    /// <inheritdoc/>
    public override IEnumerable<FileLine> Read(Stream stream, FileSplit split)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(split);
        return Lines(stream, split);
    }

    private IEnumerable<FileLine> Lines(Stream stream, FileSplit split)
    {
        var lines = new FileLineReader(stream, split, MaxLineBytes);
        while (lines.MoveNext())
        {
            yield return new FileLine(split.Path, lines.Offset, Utf8Slice.From(lines.Line.Span));
        }
    }
}
