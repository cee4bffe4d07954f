namespace OrleansStream.Formats;

/// <summary>How Hadoop lays out a file of a sequence, version 6.</summary>
/// <remarks>
/// <para>The header is <c>SEQ</c> and the version; the classes of keys and values as <c>Text</c>; a byte each for whether values are compressed and whether blocks of records are;
/// the codec's class if so; the number of pairs of metadata and the pairs; and 16 bytes of the file's own, the sync marker.</para>
/// <para>A record is the length of key and value together, that of the key, both in four bytes, the key and the value. Where a record may begin there may be -1 in place of the length and
/// the marker; from there a reader can begin that does not know what came before.</para>
/// <para>There is no end: a file that was cut between two records is a file.</para>
/// </remarks>
internal static class SequenceFileLayout
{
    internal const byte Version = 6;
    internal const int MarkerLength = 16;
    internal const int Escape = -1;

    /// <summary>Escape and marker.</summary>
    internal const int SyncLength = sizeof(int) + MarkerLength;

    /// <summary>How far apart markers are, as Hadoop has it: five thousand times what they cost.</summary>
    internal const int DefaultSyncInterval = 5 * 1024 * SyncLength;

    internal static ReadOnlySpan<byte> Magic => "SEQ"u8;
}
