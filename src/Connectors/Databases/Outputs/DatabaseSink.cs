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

    private volatile bool _isSetUp;

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
            string row = target.Dialect.IsRefusal(error) ? await FindRefusedAsync(rows, picked[writing.Start..writing.End], cancellation).ConfigureAwait(false) : "";
            throw DatabaseErrors.NotWritten(target.Database, target.Name, row, error);
        }
    }

    private async Task TryWriteAsync(SinkPartition partition, RowBuffer rows, int[] picked, Writing writing, CancellationToken cancellation)
    {
        writing.Start = writing.End = 0;
        DbConnection connection = await target.Database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await SetUpAsync(connection, cancellation).ConfigureAwait(false);
            MarkOutcome outcome;
            while ((outcome = await TryWriteAsync(connection, partition, rows, picked, writing, cancellation).ConfigureAwait(false)) == MarkOutcome.NotBegun)
            {
                DbTransaction begin = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation).ConfigureAwait(false);
                await using (begin.ConfigureAwait(false))
                {
                    await markers.BeginAsync(begin, partition, cancellation).ConfigureAwait(false);
                    await begin.CommitAsync(cancellation).ConfigureAwait(false);
                }
            }

            if (outcome == MarkOutcome.Written)
            {
                metrics.Skipped();
                IsThere(logger, partition.Batch.Job, partition.Index, partition.Batch.Time.Milliseconds, target.Name);
            }
            else
            {
                metrics.Written(picked.Length);
            }
        }
    }

    private async Task<MarkOutcome> TryWriteAsync(
        DbConnection connection, SinkPartition partition, RowBuffer rows, int[] picked, Writing writing, CancellationToken cancellation)
    {
        DbTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            MarkOutcome outcome = await markers.MarkAsync(transaction, partition, cancellation).ConfigureAwait(false);
            if (outcome != MarkOutcome.Marked)
            {
                return outcome;
            }

            for (; writing.End < picked.Length; writing.Start = writing.End)
            {
                writing.End = Math.Min(writing.Start + options.RowsPerStatement, picked.Length);
                await target.WriteAsync(transaction, rows, picked.AsMemory(writing.Start..writing.End), cancellation).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return outcome;
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

    /// <summary>Finds a row that a statement failed for, by writing halves of it and taking them back.</summary>
    /// <returns>The row, or nothing if no single row is to blame.</returns>
    private async Task<string> FindRefusedAsync(RowBuffer rows, int[] suspects, CancellationToken cancellation)
    {
        try
        {
            while (suspects.Length > 1)
            {
                int[] half = suspects[..(suspects.Length / 2)];
                suspects = await IsRefusedAsync(rows, half, cancellation).ConfigureAwait(false) ? half : suspects[half.Length..];
            }

            return suspects.Length == 1 && await IsRefusedAsync(rows, suspects, cancellation).ConfigureAwait(false) ? rows.Show(suspects[0]) : "";
        }
        catch (DbException)
        {
            // The first error is the one to report, without the row.
            return "";
        }
    }

    private async Task<bool> IsRefusedAsync(RowBuffer rows, int[] suspects, CancellationToken cancellation)
    {
        DbConnection connection = await target.Database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            DbTransaction never = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (never.ConfigureAwait(false))
            {
                try
                {
                    await target.WriteAsync(never, rows, suspects, cancellation).ConfigureAwait(false);
                    return false;
                }
                catch (DbException error) when (target.Dialect.IsRefusal(error))
                {
                    return true;
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job}: partition {Partition} of batch {BatchTime} ms is in table {Table} already, and is left out.")]
    private static partial void IsThere(ILogger logger, string job, int partition, long batchTime, TableName table);

    /// <summary>Which rows the last statement wrote.</summary>
    private sealed class Writing
    {
        internal int Start { get; set; }

        internal int End { get; set; }
    }
}
