namespace OrleansStream.Stateful;

/// <summary>Which page of a scan a client asks for.</summary>
/// <param name="Scan">Drawn once for each scan. The first page of one that is not known begins it.</param>
/// <param name="Prefix">What keys of text begin with, or null for all keys.</param>
/// <param name="Partition">The partition, from 0.</param>
/// <param name="Page">The page of the partition, from 0: the one that was given last again, or the one after it.</param>
/// <param name="IsOver">Whether there are to be no more pages.</param>
internal sealed record ScanTurn(Guid Scan, string? Prefix, int Partition, int Page, bool IsOver = false)
{
    /// <summary>Whether nothing has been read yet.</summary>
    internal bool IsFirst => Partition == 0 && Page == 0;
}
