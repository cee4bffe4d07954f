namespace OrleansStream.WebHdfs.Tests.Server;

/// <summary>A file or folder.</summary>
internal sealed class Inode(long id, bool isFolder, DateTimeOffset modified)
{
    internal long Id => id;

    internal bool IsFolder => isFolder;

    internal SortedDictionary<string, Inode> Children { get; } = new(SignedBytes);

    internal Dictionary<string, byte[]> Attributes { get; } = [];

    internal byte[] Content { get; set; } = [];

    internal DateTimeOffset Modified { get; set; } = modified;

    /// <summary>A NameNode's order of names: their bytes in UTF-8, with a sign.</summary>
    internal static IComparer<string> SignedBytes { get; } = Comparer<string>.Create((left, right) => SignedOf(left).AsSpan().SequenceCompareTo(SignedOf(right)));

    private static sbyte[] SignedOf(string name) => Array.ConvertAll(System.Text.Encoding.UTF8.GetBytes(name), value => unchecked((sbyte)value));
}
