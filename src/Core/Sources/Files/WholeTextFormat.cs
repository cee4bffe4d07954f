namespace OrleansStream.Sources;

/// <summary>Each file as one record: its path and its text. Invalid UTF-8 becomes U+FFFD; a byte order mark is no part of the text.</summary>
internal sealed class WholeTextFormat : FileFormat<(string Path, string Text)>
{
    public override bool ReadsCompressedFiles => true;

    public override IEnumerable<(string Path, string Text)> Read(Stream stream, FileSplit split)
    {
        using var reader = new StreamReader(stream, System.Text.Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        yield return (split.Path, reader.ReadToEnd());
    }
}
