namespace OrleansStream.Sources;

/// <summary>A file as it was when it was listed.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Length">How many bytes it had.</param>
/// <param name="LastModified">When it had last been written, in UTC.</param>
/// <param name="Version">Which version it was, in an object store; else null.</param>
internal readonly record struct FileFacts(string Path, long Length, DateTimeOffset LastModified, string? Version = null)
{
    /// <summary>What brings it to this machine, if it is not a file of this machine's.</summary>
    internal FileCopy? Copy { get; init; }

    /// <summary>When it had last been written, as batch times count.</summary>
    internal BatchTime ModifiedAt => BatchTime.From(LastModified);
}
