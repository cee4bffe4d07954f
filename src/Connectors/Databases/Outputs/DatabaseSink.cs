using System.Data;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using OrleansStream.Outputs;

namespace OrleansStream.Databases;

/// <summary>Writes each partition of a batch together with its marker, in one transaction: once.</summary>
internal sealed partial class DatabaseSink<T>(
    TableTarget<T> target, BatchMarkers markers, DatabaseSinkOptions options, DatabaseSinkMetrics metrics, ILogger logger, TimeProvider time) : Sink<T>
{
    private readonly Patience _patience = new(target.Dialect, options.RetryTimeout, time);

    private readonly OwnPartitions _own = new();

    private volatile bool _isSetUp;
    private long _lastTold = long.MinValue;

    public override bool ActsBeforeCommit => true;

    public override SinkWriter<T> Open(SinkPartition partition) => new DatabaseSinkWriter<T>(this, partition, new RowBuffer<T>(target.Columns));

    public override ValueTask<ReadOnlyMemory<byte>?> PrepareAsync(SinkBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);

    /// <summary>Writes a partition, unless it is there.</summary>
    internal async Task WriteAsync(SinkPartition partition, RowBuffer rows, CancellationToken cancellation)
    {
        int[] picked = rows.InKeyOrder();
        var writing = new Writing();
        try
        {
            await _patience.RunAsync(token => TryWriteAsync(partition, rows, picked, writing, token), metrics.Retried, cancellation).ConfigureAwait(false);
        }
        catch (DbException error)
        {
            string blamed = await new Blame<T>(target, rows, picked[writing.Start..writing.End]).FindAsync(error, cancellation).ConfigureAwait(false);
            throw DatabaseErrors.NotWritten(target.Database, target.Name, blamed, error);
        }
    }

    private async Task TryWriteAsync(SinkPartition partition, RowBuffer rows, int[] picked, Writing writing, CancellationToken cancellation)
    {
        writing.Start = writing.End = 0;
        DbConnection connection = await target.Database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await SetUpAsync(connection, cancellation).ConfigureAwait(false);
            MarkResult mark;
            while ((mark = await TryWriteAsync(connection, partition, rows, picked, writing, cancellation).ConfigureAwait(false)).Outcome == MarkOutcome.NotBegun)
            {
                DbTransaction begin = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation).ConfigureAwait(false);
                await using (begin.ConfigureAwait(false))
                {
                    await markers.BeginAsync(begin, partition, cancellation).ConfigureAwait(false);
                    await begin.CommitAsync(cancellation).ConfigureAwait(false);
                }
            }

            if (mark.Outcome == MarkOutcome.Written)
            {
                LeaveOut(partition, mark.Latest);
            }
            else
            {
                metrics.Written(picked.Length);
            }
        }
    }

    private void LeaveOut(SinkPartition partition, long latest)
    {
        bool isOwn = _own.Has(partition);
        metrics.Skipped(isOwn);
        long batch = partition.Batch.Time.Milliseconds;
        IsThere(logger, partition.Batch.Job, partition.Index, batch, target.Name);
        if (!isOwn && Interlocked.Exchange(ref _lastTold, batch) != batch)
        {
            IsOfOthers(logger, partition.Batch.Job, batch, target.Name, latest, markers.Output, markers.Forget(partition.Batch.Job));
        }
    }

    private async Task<MarkResult> TryWriteAsync(
        DbConnection connection, SinkPartition partition, RowBuffer rows, int[] picked, Writing writing, CancellationToken cancellation)
    {
        DbTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            MarkResult mark = await markers.MarkAsync(transaction, partition, cancellation).ConfigureAwait(false);
            if (mark.Outcome != MarkOutcome.Marked)
            {
                return mark;
            }

            for (; writing.End < picked.Length; writing.Start = writing.End)
            {
                writing.End = Math.Min(writing.Start + options.RowsPerStatement, picked.Length);
                await target.WriteAsync(transaction, rows, picked.AsMemory(writing.Start..writing.End), cancellation).ConfigureAwait(false);
            }

            _own.Add(partition);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return mark;
        }
    }

    /// <summary>Creates what is to be created, once in this process.</summary>
    private async Task SetUpAsync(DbConnection connection, CancellationToken cancellation)
    {
        if (_isSetUp)
        {
            return;
        }

        if (options.CreatesMarkerTable)
        {
            await markers.CreateAsync(connection, cancellation).ConfigureAwait(false);
        }

        await target.CreateAsync(connection, cancellation).ConfigureAwait(false);
        _isSetUp = true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job}: partition {Partition} of batch {BatchTime} ms is in table {Table} already, and is left out.")]
    private static partial void IsThere(ILogger logger, string job, int partition, long batchTime, TableName table);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Job {Job}: batch {BatchTime} ms is left out of table {Table}, whose markers say that batches of output {Output} up to {Latest} ms are written, which this process has not done. "
            + "Where the job goes on from its checkpoint this is right: it ended after it had written the batch. Where it was started from a savepoint, or without its checkpoint, "
            + "under a name that it had before, the records of these batches are missing in the table. Then stop it, remove the checkpoint that it has made since, and start it again under "
            + "another job name, or after: {Forget}")]
    private static partial void IsOfOthers(ILogger logger, string job, long batchTime, TableName table, long latest, string output, string forget);

    /// <summary>Which rows the last statement wrote.</summary>
    private sealed class Writing
    {
        internal int Start { get; set; }

        internal int End { get; set; }
    }
}
