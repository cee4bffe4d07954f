using System.Data.Common;
using OrleansStream.Outputs;

namespace OrleansStream.Databases;

/// <summary>Which batches of an output are in the database: a row for each partition, and one for the batch as a whole that is being written.</summary>
/// <remarks>
/// Batches of a job run one after the other, also after a recovery: one begins when all partitions of the one before it are written, or have been given up.
/// So the last batch time of a partition says all. A row is written in the transaction that writes the partition; the database makes two that write the
/// same row take turns, and the second sees that it is late.
/// </remarks>
internal sealed class BatchMarkers(SqlDialect dialect, TableName table, string output)
{
    private readonly MarkerStatements _statements = dialect.Markers(table);

    internal string Output => output;

    /// <summary>A statement for people, by which the output's batches of a job can be forgotten.</summary>
    internal string Forget(string job) => dialect.ForgetMarkers(table, job, output);

    /// <summary>Creates the table unless it is there.</summary>
    internal Task CreateAsync(DbConnection connection, CancellationToken cancellation) =>
        connection.CreateIfMissingAsync(dialect, table, _statements.Columns, cancellation);

    /// <summary>Makes sure that a partition's batch is the one that is being written, for as long as the transaction lasts, and marks the partition in it.</summary>
    internal async Task<MarkResult> MarkAsync(DbTransaction transaction, SinkPartition partition, CancellationToken cancellation)
    {
        (long time, int partitions) = await PinAsync(transaction, partition, cancellation).ConfigureAwait(false) ?? (long.MinValue, 0);
        long own = partition.Batch.Time.Milliseconds;
        MarkOutcome outcome =
            time < own ? MarkOutcome.NotBegun
            : time > own ? MarkOutcome.Written
            : partitions != partition.PartitionCount ? await CompareAsync(transaction, partition, partitions, cancellation).ConfigureAwait(false)
            : await TryMarkAsync(transaction, partition, cancellation).ConfigureAwait(false) ? MarkOutcome.Marked
            : MarkOutcome.Written;
        return new MarkResult(outcome, time);
    }

    /// <summary>Makes a partition's batch the one that is being written, cut as it is now, unless a later one is or partitions of it are marked.</summary>
    internal async Task BeginAsync(DbTransaction transaction, SinkPartition partition, CancellationToken cancellation)
    {
        // The first statement locks the row, also where it changes nothing; so the second sees the marks of all who have held it.
        foreach (string statement in (string[])[_statements.Begin, _statements.Recut])
        {
            DbCommand begin = transaction.NewCommand(statement, partition.Batch.Job, output, partition.Batch.Time.Milliseconds, partition.PartitionCount);
            await using (begin.ConfigureAwait(false))
            {
                await begin.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<(long Time, int Partitions)?> PinAsync(DbTransaction transaction, SinkPartition partition, CancellationToken cancellation)
    {
        DbCommand pin = transaction.NewCommand(_statements.Pin, partition.Batch.Job, output);
        await using (pin.ConfigureAwait(false))
        {
            DbDataReader row = await pin.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                return await row.ReadAsync(cancellation).ConfigureAwait(false) ? (row.GetInt64(0), row.GetInt32(1)) : null;
            }
        }
    }

    private async Task<bool> TryMarkAsync(DbTransaction transaction, SinkPartition partition, CancellationToken cancellation)
    {
        DbCommand mark = transaction.NewCommand(
            _statements.Mark, partition.Batch.Job, output, partition.Index, partition.Batch.Time.Milliseconds, partition.PartitionCount);
        await using (mark.ConfigureAwait(false))
        {
            return await mark.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) == 1;
        }
    }

    /// <summary>What becomes of a batch that was begun with another number of partitions.</summary>
    private async Task<MarkOutcome> CompareAsync(DbTransaction transaction, SinkPartition partition, int partitions, CancellationToken cancellation)
    {
        long marked = await CountMarkedAsync(transaction, partition, partitions, cancellation).ConfigureAwait(false);
        return marked == partitions ? MarkOutcome.Written
            : marked == 0 ? MarkOutcome.NotBegun
            : throw new PartitionCountChangedException(
                $"Batch {partition.Batch.Time} of output {output} of job {partition.Batch.Job} has {marked} of {partitions} partitions in its table, and is cut into {partition.PartitionCount} now. "
                + "Start the job once more with the number of partitions that it had, until the batch is committed.");
    }

    private async Task<long> CountMarkedAsync(DbTransaction transaction, SinkPartition partition, int partitions, CancellationToken cancellation)
    {
        DbCommand count = transaction.NewCommand(_statements.CountMarked, partition.Batch.Job, output, partition.Batch.Time.Milliseconds, partitions);
        await using (count.ConfigureAwait(false))
        {
            return (long)(await count.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
        }
    }
}
