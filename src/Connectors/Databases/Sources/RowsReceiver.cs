using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;

namespace OrleansStream.Databases;

/// <summary>Asks a database again and again for the rows after the last mark, and stores them with the mark that they end at.</summary>
internal sealed class RowsReceiver<T>(DbDataSource database, string query, Func<DbDataReader, (long Mark, T Record)> read, TimeSpan pollInterval, TimeProvider time) : Receiver<T>
{
    // A block is a partition of its batch.
    private const int RowsPerBlock = 1000;

    protected override void OnStart() => Run(async stopping =>
    {
        using var timer = new PeriodicTimer(pollInterval, time);
        do
        {
            try
            {
                await PollAsync(stopping).ConfigureAwait(false);
            }
            catch (Exception error) when (!stopping.IsCancellationRequested)
            {
                // What has been stored stays stored, and the next query begins after it.
                ReportError(error.Message, error);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
    });

    private async Task PollAsync(CancellationToken stopping)
    {
        try
        {
            long after = Position.IsEmpty ? long.MinValue : BinaryPrimitives.ReadInt64LittleEndian(Position.Span);
            DbCommand command = database.CreateCommand(query);
            await using (command.ConfigureAwait(false))
            {
                command.AddValue(after);
                DbDataReader rows = await command.ExecuteReaderAsync(stopping).ConfigureAwait(false);
                await using (rows.ConfigureAwait(false))
                {
                    await StoreAsync(rows, after, stopping).ConfigureAwait(false);
                }
            }
        }
        catch (DbException error)
        {
            throw DatabaseErrors.NotRead(database, query, error);
        }
    }

    /// <param name="rows">What the query gave.</param>
    /// <param name="after">The mark that it was given. Rows at or before it are those of a margin; they are stored again, and the mark stays.</param>
    /// <param name="stopping">Ends it.</param>
    private async Task StoreAsync(DbDataReader rows, long after, CancellationToken stopping)
    {
        var block = new List<T>();
        long first = long.MinValue;
        long last = long.MinValue;
        while (await rows.ReadAsync(stopping).ConfigureAwait(false))
        {
            (long mark, T record) = read(rows);
            if (mark < last)
            {
                throw new DatabaseStreamException($"The query '{query}' gave a row of mark {mark} after one of mark {last}; rows must come in the order of their marks.");
            }

            // The next poll begins after a mark, so a block has all rows of its last one.
            if (block.Count >= RowsPerBlock && mark > last)
            {
                await StoreAsync(block, first, last, after, stopping).ConfigureAwait(false);
                block.Clear();
            }

            first = block.Count == 0 ? mark : first;
            last = mark;
            block.Add(record);
        }

        if (block.Count > 0)
        {
            await StoreAsync(block, first, last, after, stopping).ConfigureAwait(false);
        }
    }

    private async Task StoreAsync(List<T> block, long first, long last, long after, CancellationToken stopping)
    {
        await WaitToStoreAsync(block.Count, stopping).ConfigureAwait(false);
        byte[] position = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(position, Math.Max(after, last));
        await StoreAsync(block, string.Create(CultureInfo.InvariantCulture, $"marks {first} to {last}"), position, stopping).ConfigureAwait(false);
    }
}
