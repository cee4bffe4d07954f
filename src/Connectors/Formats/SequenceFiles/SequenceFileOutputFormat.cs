using System.Security.Cryptography;

namespace OrleansStream.Formats;

/// <summary>Files of pairs as Hadoop's <c>SequenceFile</c> has them, uncompressed or with each value compressed. <see cref="SequenceFileFormat{TKey, TValue}"/> reads them.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <typeparam name="TValue">The values' type.</typeparam>
public sealed class SequenceFileOutputFormat<TKey, TValue> : FileOutputFormat<(TKey Key, TValue Value)>
{
    private readonly Writable<TKey> _key;
    private readonly Writable<TValue> _value;
    private readonly SequenceFileCompression _compression;

    /// <summary>Makes a format.</summary>
    /// <param name="key">How keys are written, such as <see cref="Writables.Text"/>.</param>
    /// <param name="value">How values are written.</param>
    /// <param name="compression">How each value is compressed.</param>
    /// <exception cref="ArgumentNullException">A writable is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such compression.</exception>
    public SequenceFileOutputFormat(Writable<TKey> key, Writable<TValue> value, SequenceFileCompression compression = SequenceFileCompression.None)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        if (!Enum.IsDefined(compression))
        {
            throw new ArgumentOutOfRangeException(nameof(compression), compression, "must be one of the kinds of compression.");
        }

        _key = key;
        _value = value;
        _compression = compression;
    }

    /// <summary>What the names of files end with.</summary>
    /// <value><c>.seq</c>.</value>
    public override string Extension => ".seq";

    /// <summary>How many bytes there are about between two places from which a task can begin to read.</summary>
    /// <value>The default is 102 400, as in Hadoop. At least 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int SyncInterval
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = SequenceFileLayout.DefaultSyncInterval;

    /// <summary>The marker of all files, for tests of bytes.</summary>
    /// <value>The default, null, is a random one for each file.</value>
    internal byte[]? Marker { get; init; }

    /// <inheritdoc/>
    public override FileRecordWriter<(TKey Key, TValue Value)> Open(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] marker = Marker ?? RandomNumberGenerator.GetBytes(SequenceFileLayout.MarkerLength);
        return new SequenceFileWriter<TKey, TValue>(stream, _key, _value, _compression, marker, SyncInterval);
    }
}
