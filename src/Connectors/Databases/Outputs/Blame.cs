using System.Data.Common;

namespace OrleansStream.Databases;

/// <summary>Finds the rows that a statement failed for, by writing some of them and taking them back.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <param name="target">The table.</param>
/// <param name="rows">The rows of the partition.</param>
/// <param name="suspects">Those that the statement wrote.</param>
internal sealed class Blame<T>(TableTarget<T> target, RowBuffer rows, int[] suspects)
{
    /// <summary>Says which rows are to blame for an error.</summary>
    /// <returns>A sentence with a space before it, or nothing if neither a single row is nor two together.</returns>
    internal async Task<string> FindAsync(DbException error, CancellationToken cancellation)
    {
        Func<DbException, bool>? isSuch =
            target.Dialect.IsRefusal(error) ? target.Dialect.IsRefusal
            : target.Dialect.IsSameRowTwice(error) ? target.Dialect.IsSameRowTwice
            : null;
        if (isSuch is null || suspects.Length == 0)
        {
            return "";
        }

        try
        {
            // Rows up to the last one to blame fail, and of these the rows from the first one on.
            int last = await FindFirstAsync(0, suspects.Length - 1, row => IsRefusedAsync(..(row + 1), isSuch, cancellation)).ConfigureAwait(false);
            int first = await FindFirstAsync(0, last, async row => !await IsRefusedAsync((row + 1)..(last + 1), isSuch, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
            return !await IsRefusedAsync(first..(last + 1), isSuch, cancellation).ConfigureAwait(false) ? ""
                : first == last ? $" The row is {rows.Show(suspects[last])}."
                : !target.Dialect.IsSameRowTwice(error) ? $" The rows are {rows.Show(suspects[first])} and {rows.Show(suspects[last])}."
                : $" The database takes the keys {rows.ShowKey(suspects[first])} and {rows.ShowKey(suspects[last])} for one: give key columns values that differ as their types there tell them apart.";
        }
        catch (DbException)
        {
            // The first error is the one to report, without the rows.
            return "";
        }
    }

    /// <summary>The first place where something holds that holds at all places after it, and at the end.</summary>
    private static async Task<int> FindFirstAsync(int start, int end, Func<int, Task<bool>> holds)
    {
        while (start < end)
        {
            int middle = start + ((end - start) / 2);
            if (await holds(middle).ConfigureAwait(false))
            {
                end = middle;
            }
            else
            {
                start = middle + 1;
            }
        }

        return start;
    }

    private async Task<bool> IsRefusedAsync(Range some, Func<DbException, bool> isSuch, CancellationToken cancellation)
    {
        DbConnection connection = await target.Database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            DbTransaction never = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (never.ConfigureAwait(false))
            {
                try
                {
                    await target.WriteAsync(never, rows, suspects.AsMemory(some), cancellation).ConfigureAwait(false);
                    return false;
                }
                catch (DbException error) when (isSuch(error))
                {
                    return true;
                }
            }
        }
    }
}
