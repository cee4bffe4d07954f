using System.Data.Common;

namespace OrleansStream.Databases;

/// <summary>Statements in transactions.</summary>
internal static class TransactionExtensions
{
    internal static DbCommand NewCommand(this DbTransaction transaction)
    {
        DbCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        return command;
    }

    internal static DbCommand NewCommand(this DbTransaction transaction, string statement, params ReadOnlySpan<object> values)
    {
        DbCommand command = transaction.NewCommand();
        command.CommandText = statement;
        foreach (object value in values)
        {
            command.AddValue(value);
        }

        return command;
    }

    /// <summary>Creates a table unless it is there, in a transaction of its own.</summary>
    internal static async Task CreateIfMissingAsync(
        this DbConnection connection, SqlDialect dialect, TableName table, IReadOnlyList<TableColumn> columns, CancellationToken cancellation)
    {
        DbTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Asked first, since who may not create tables may write to one that is there.
            DbCommand exists = transaction.NewCommand();
            DbCommand create = transaction.NewCommand();
            await using (exists.ConfigureAwait(false))
            await using (create.ConfigureAwait(false))
            {
                dialect.SetExists(exists, table);
                if (await exists.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is not true)
                {
                    dialect.SetCreate(create, table, columns);
                    await create.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
                }
            }

            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
