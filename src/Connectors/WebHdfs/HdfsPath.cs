namespace OrleansStream.WebHdfs;

/// <summary>Full paths of HDFS, and the names that it takes.</summary>
internal static class HdfsPath
{
    private const int MaxSegmentBytes = 255;

    /// <summary>Which rule of HDFS a name within a folder breaks, or null if it breaks none.</summary>
    /// <param name="name">Segments joined by '/'.</param>
    internal static string? BrokenRule(string name)
    {
        foreach (string segment in name.Split('/'))
        {
            string? rule = segment switch
            {
                "" => "no part between two '/' may be empty",
                "." or ".." => $"no part may be '{segment}'",
                ".snapshot" or ".reserved" => $"HDFS has reserved '{segment}'",
                TemporaryFiles.Folder => $"'{segment}' is where files are while they are written",
                _ when segment.Contains(':', StringComparison.Ordinal) => "no part may have a ':'",
                _ when System.Text.Encoding.UTF8.GetByteCount(segment) > MaxSegmentBytes => FormattableString.Invariant($"no part may be longer than {MaxSegmentBytes} bytes"),
                _ => null,
            };
            if (rule is not null)
            {
                return rule;
            }
        }

        return null;
    }

    /// <summary>The folder that a path is in; null for the root.</summary>
    internal static string? ParentOf(string path) => path.Length <= 1 ? null : path.LastIndexOf('/') is > 0 and { } end ? path[..end] : "/";

    /// <summary>What is called so in a folder.</summary>
    internal static string Join(string folder, string name) => folder.EndsWith('/') ? folder + name : $"{folder}/{name}";

    /// <summary>A path as a part of a URL.</summary>
    internal static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
