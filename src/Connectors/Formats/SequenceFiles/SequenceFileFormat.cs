namespace OrleansStream.Formats;

/// <summary>Files of pairs as Hadoop's <c>SequenceFile</c> has them, version 6: uncompressed, or with each value compressed by zlib, gzip or zstd. Those with compressed blocks are refused.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <typeparam name="TValue">The values' type.</typeparam>
/// <remarks>A large file is shared by several tasks, which begin at its sync markers. A file of other classes, one that ends within a record and one that is damaged where the format can
/// tell fail the task with the file and the place; a file that was cut between two records cannot be told from a whole one.</remarks>
public sealed class SequenceFileFormat<TKey, TValue> : FileFormat<(TKey Key, TValue Value)>
{
    private readonly Writable<TKey> _key;
    private readonly Writable<TValue> _value;

    /// <summary>Makes a format.</summary>
    /// <param name="key">How keys are read, such as <see cref="Writables.Text"/>; a file must say its class.</param>
    /// <param name="value">How values are read; a file must say its class.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public SequenceFileFormat(Writable<TKey> key, Writable<TValue> value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        _key = key;
        _value = value;
    }

    /// <inheritdoc/>
    public override bool IsSplittable => true;

    /// <summary>How many bytes a record has at most, as it is in the file and decompressed; a longer one is an error, as damage would show so.</summary>
    /// <value>The default is 64 MiB. At least 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxRecordBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 64 << 20;

    /// <inheritdoc/>
    public override IEnumerable<(TKey Key, TValue Value)> Read(Stream stream, FileSplit split)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(split);
        return Records(stream, split);
    }

    private IEnumerable<(TKey Key, TValue Value)> Records(Stream stream, FileSplit split)
    {
        var reader = new SequenceFileReader<TKey, TValue>(stream, split, _key, _value, MaxRecordBytes);
        while (reader.MoveNext())
        {
            yield return reader.Current;
        }
    }
}
