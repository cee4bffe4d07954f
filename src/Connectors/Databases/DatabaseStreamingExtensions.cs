using System.Data.Common;
using System.Runtime.CompilerServices;
using OrleansStream.Databases;

namespace OrleansStream;

/// <summary>Tables of databases as sources and outputs of jobs, and to look records up in.</summary>
public static class DatabaseStreamingExtensions
{
    private static readonly ConditionalWeakTable<StreamingContext, HashSet<string>> Outputs = [];

    /// <summary>A stream of the rows that a table has got, or that were changed, since they were asked for last.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="context">The context.</param>
    /// <param name="database">Gives connections. It must outlive the job, and is not disposed of.</param>
    /// <param name="query">A query with one parameter, the last mark, that gives the rows after it in the order of marks; at first the parameter is the lowest number there is:
    /// <c>SELECT version, id, name FROM customers WHERE version &gt; $1 ORDER BY version</c>.</param>
    /// <param name="read">Makes a record of the row that the reader is at, and says its mark: a number that a row gets when it is written, higher than those of all rows that could be read
    /// before.</param>
    /// <param name="pollInterval">How long to wait between two queries; positive.</param>
    /// <remarks>It is a receiver: a query that fails is reported to listeners and the log, and the next one begins where it stopped. With a checkpoint the last mark is in the
    /// write-ahead log with the rows, so each row is in one batch, whatever ends between. A row that becomes visible after one with a higher mark is missed: take marks in the order of
    /// commits, or ask for a margin before the last mark, <c>version &gt; greatest($1, 0) - 1000</c>, where it does no harm that each query gives the rows in the margin again.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="query"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pollInterval"/> is not positive.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static InputDStream<T> DatabaseStream<T>(
        this StreamingContext context, DbDataSource database, string query, Func<DbDataReader, (long Mark, T Record)> read, TimeSpan pollInterval)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(database);
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(pollInterval, TimeSpan.Zero);
        return context.ReceiverStream(new RowsReceiver<T>(database, query, read, pollInterval, context.Options.TimeProvider));
    }

    /// <summary>A table that a query loads, when the job starts and again at batch times, for <c>JoinTable</c> and <c>LeftOuterJoinTable</c>.</summary>
    /// <typeparam name="TKey">The keys' type; keys are told apart by <see cref="object.Equals(object)"/>.</typeparam>
    /// <typeparam name="TRow">The rows' type. Rows must not be changed.</typeparam>
    /// <param name="context">The context.</param>
    /// <param name="database">Gives connections. It must outlive the job, and is not disposed of.</param>
    /// <param name="query">The query, in the database's language; run by the process that coordinates the job.</param>
    /// <param name="read">Makes a row of the record that the reader is at, one for each key.</param>
    /// <param name="refreshInterval">How much batch time lies at least between two loads; positive.</param>
    /// <remarks>If the first load fails, so does the start. If a later one fails, the table stays as it was, a warning is logged, the counter
    /// <c>orleans-stream-lookup-failures</c> counts it, and the next interval has the next try.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="query"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="refreshInterval"/> is not positive.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static LookupTable<TKey, TRow> LookupTable<TKey, TRow>(
        this StreamingContext context, DbDataSource database, string query, Func<DbDataReader, (TKey Key, TRow Row)> read, TimeSpan refreshInterval)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(database);
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        ArgumentNullException.ThrowIfNull(read);
        return context.LookupTable(refreshInterval, new TableQuery<TKey, TRow>(database, query, read).LoadAsync);
    }

    /// <summary>Writes each batch to a table, once.</summary>
    /// <inheritdoc cref="SaveToDatabase{T}(DStream{T}, DbDataSource, SqlDialect, TableSpec{T}, DatabaseSinkOptions)"/>
    public static void SaveToDatabase<T>(this DStream<T> stream, DbDataSource database, SqlDialect dialect, TableSpec<T> table) =>
        stream.SaveToDatabase(database, dialect, table, new DatabaseSinkOptions());

    /// <summary>Writes each batch to a table, once.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="stream">The records.</param>
    /// <param name="database">Gives connections, which must be pooled. It must outlive the job, and is not disposed of.</param>
    /// <param name="dialect">The database's language.</param>
    /// <param name="table">The table, its columns and its key.</param>
    /// <param name="options">How to write; copied.</param>
    /// <remarks>
    /// <para>A partition of a batch is written in one transaction, together with a marker that says so; it is written again if that fails, and skipped where the marker
    /// is there. So each record is in the table once, whatever is killed, if the job has a checkpoint and its functions give the same results when they run
    /// again. Markers know the job by its name: one that starts from a savepoint, or without its checkpoint, needs another name, or has batches left out that are not there.
    /// A partition that is written always comes from one run of it. Readers may see some partitions of a batch before others.</para>
    /// <para>Of records of a partition that have the same key, the last one counts. Bring records of a key into one partition, as <c>ReduceByKey</c> and
    /// <c>PartitionBy</c> do, where it matters which that is. A partition is held in memory until it is written.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A column's type cannot be stored, the key names a column that is not there, an option breaks its rule, or another output of the context has the
    /// same name.</exception>
    /// <exception cref="InvalidOperationException">The job has no name of its own, or the context has been started.</exception>
    public static void SaveToDatabase<T>(this DStream<T> stream, DbDataSource database, SqlDialect dialect, TableSpec<T> table, DatabaseSinkOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(dialect);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        StreamingContextOptions context = stream.Context.Options;
        if (context.JobName == new StreamingContextOptions().JobName)
        {
            throw new InvalidOperationException(
                $"The job must have a name of its own, since the database tells by it which batches it holds: set {nameof(StreamingContextOptions)}.{nameof(StreamingContextOptions.JobName)}, which is '{context.JobName}'.");
        }

        DatabaseSinkOptions own = options.Checked();
        string output = own.Name ?? table.Name.ToString();
        var target = new TableTarget<T>(database, dialect, table);
        var markers = new BatchMarkers(dialect, TableName.Parse(own.MarkerTable, nameof(options)), output);
        if (!Outputs.GetOrCreateValue(stream.Context).Add(output))
        {
            throw new ArgumentException(
                $"Another output of the job is called '{output}', and the database could not tell their batches apart: give one another {nameof(DatabaseSinkOptions)}.{nameof(DatabaseSinkOptions.Name)}.", nameof(options));
        }

        stream.SaveTo(
            new DatabaseSink<T>(target, markers, own, new DatabaseSinkMetrics(context, output), stream.Context.Logger, context.TimeProvider),
            nameof(SaveToDatabase));
    }
}
