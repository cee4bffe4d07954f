using CsvHelper;

namespace OrleansStream.Formats;

/// <summary>Files of comma-separated values, RFC 4180, as CsvHelper reads them.</summary>
/// <typeparam name="T">The records' type: one with <c>[CsvRecord]</c>, or that a <c>[CsvRecordMap]</c> maps.</typeparam>
/// <remarks>
/// Each file has a header, which is no record; one without is an error, also if it is empty. Quoted values may hold separators, quotes and line breaks, so a file is read by one task; it may be compressed.
/// A record that is malformed, has another number of fields than the header or is no <typeparamref name="T"/> fails the task with the file, the record's number and its place.
/// </remarks>
public sealed class CsvFormat<T> : FileFormat<T>
{
    private const int MaxRecordBytes = 16 << 20;

    private readonly CsvReaderOptions _options;

    /// <summary>Makes a format.</summary>
    /// <param name="configure">Changes how files are read, such as <c>options => options with { Separator = ';', HasHeader = false }</c>. It is given the options of
    /// <typeparamref name="T"/> with a comma unless its type says otherwise, errors for malformed records and for other numbers of fields, and at most 16 MiB for a record.</param>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not such a type.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public CsvFormat(Func<CsvReaderOptions, CsvReaderOptions>? configure = null)
    {
        var options = CsvReaderOptions.For<T>();
        options = options with
        {
            Separator = options.Separator ?? ',',
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            MaxRecordSize = MaxRecordBytes,
        };
        _options = configure?.Invoke(options) ?? options;

        // Finds out now whether the type is known and the options are sound.
        using var nothing = CsvReader.FromText("", _options);
        _ = nothing.TryValidateHeader<T>(out _);
    }

    /// <inheritdoc/>
    public override bool ReadsCompressedFiles => true;

    /// <inheritdoc/>
    public override IEnumerable<T> Read(Stream stream, FileSplit split)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(split);
        return Records(stream, split.Path);
    }

    private IEnumerable<T> Records(Stream stream, string path)
    {
        using var reader = CsvReader.Create(stream, _options, leaveOpen: true);
        bool isEmpty = true;
        while (Naming(path, reader.Read))
        {
            isEmpty = false;
            yield return Naming(path, reader.GetRecord<T>);
        }

        if (isEmpty && _options.HasHeader)
        {
            // The first record would have told.
            CheckHeader(reader, path);
        }
    }

    private static void CheckHeader(CsvReader reader, string path)
    {
        if (reader.Headers.Count == 0)
        {
            throw new InvalidDataException($"'{path}' has no header, so it has been cut short or is of another kind; a file without records has one.");
        }

        if (!reader.TryValidateHeader<T>(out IReadOnlyList<string> missing))
        {
            throw new InvalidDataException($"'{path}' has no {typeof(T).Name}: its header lacks {string.Join(", ", missing)}.");
        }
    }

    private static TResult Naming<TResult>(string path, Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException error)
        {
            throw new InvalidDataException(
                FormattableString.Invariant($"'{path}' has no {typeof(T).Name} in record {error.RecordNumber}, at or near byte {error.ByteOffset}: {error.Message}"), error);
        }
    }
}
