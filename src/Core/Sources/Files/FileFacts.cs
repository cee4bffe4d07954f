namespace OrleansStream.Sources;

/// <summary>A file as it was when it was listed.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Length">How many bytes it had.</param>
/// <param name="LastModified">When it had last been written, in UTC.</param>
internal readonly record struct FileFacts(string Path, long Length, DateTimeOffset LastModified)
{
    /// <summary>When it had last been written, as batch times count.</summary>
    internal BatchTime ModifiedAt => BatchTime.From(LastModified);
}
