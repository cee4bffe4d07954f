namespace OrleansStream.WebHdfs;

/// <summary>A file or folder as the NameNode tells of it.</summary>
/// <param name="Suffix">Its name in the folder that was listed; empty if it was asked for itself.</param>
/// <param name="Id">The number of its inode: a rename keeps it, and nothing else ever gets it.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Modified">When it was last written.</param>
internal sealed record HdfsFile(string Suffix, long Id, bool IsFolder, long Length, DateTimeOffset Modified)
{
    /// <summary>The number as a version.</summary>
    internal string Version => Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
