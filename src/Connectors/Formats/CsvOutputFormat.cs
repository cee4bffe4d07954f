using CsvHelper;

namespace OrleansStream.Formats;

/// <summary>Files of comma-separated values, RFC 4180, as CsvHelper writes them. <see cref="CsvFormat{T}"/> reads them.</summary>
/// <typeparam name="T">The records' type: one with <c>[CsvRecord]</c>, or that a <c>[CsvRecordMap]</c> maps.</typeparam>
/// <remarks>Each file begins with a header, also one without records. Numbers and times do not depend on the machine's culture.</remarks>
public sealed class CsvOutputFormat<T> : FileOutputFormat<T>
{
    private readonly CsvWriterOptions _options;

    /// <summary>Makes a format.</summary>
    /// <param name="configure">Changes how files are written, such as <c>options => options with { Separator = ';', HasHeader = false }</c>. It is given the options of
    /// <typeparamref name="T"/>.</param>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not such a type.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public CsvOutputFormat(Func<CsvWriterOptions, CsvWriterOptions>? configure = null)
    {
        var options = CsvWriterOptions.For<T>();
        _options = configure?.Invoke(options) ?? options;

        // Finds out now whether the type is known and the options are sound.
        using var nowhere = CsvWriter.Create(Stream.Null, _options);
        nowhere.WriteHeader<T>();
    }

    /// <summary>What the names of files end with.</summary>
    /// <value><c>.csv</c>.</value>
    public override string Extension => ".csv";

    /// <summary>Whether files can be joined.</summary>
    /// <value>If they have neither a header nor a byte order mark.</value>
    public override bool IsConcatenable => !_options.HasHeader && !_options.WriteByteOrderMark;

    /// <inheritdoc/>
    public override FileRecordWriter<T> Open(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new Writer(CsvWriter.Create(stream, _options, leaveOpen: true));
    }

    private sealed class Writer : FileRecordWriter<T>
    {
        private readonly CsvWriter _csv;

        internal Writer(CsvWriter csv)
        {
            _csv = csv;
            if (csv.Options.HasHeader)
            {
                csv.WriteHeader<T>();
            }
        }

        public override void Write(T record) => _csv.WriteRecord(record);

        public override void Complete() => _csv.Flush();

        protected override void Dispose(bool disposing)
        {
            _csv.Dispose();
            base.Dispose(disposing);
        }
    }
}
