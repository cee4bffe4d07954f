namespace OrleansStream.WebHdfs;

/// <summary>A file that is written and not yet where it belongs.</summary>
/// <param name="Path">Its path, which no other file ever gets.</param>
/// <param name="File">What it is.</param>
internal sealed record TemporaryFile(string Path, HdfsFile File);
