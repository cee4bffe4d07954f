using System.Data.Common;

namespace OrleansStream.Databases;

/// <summary>A table of a database that records are written to.</summary>
/// <typeparam name="T">The records' type.</typeparam>
internal sealed class TableTarget<T>(DbDataSource database, SqlDialect dialect, TableSpec<T> table)
{
    internal DbDataSource Database => database;

    internal SqlDialect Dialect => dialect;

    internal TableName Name => table.Name;

    internal IReadOnlyList<TableColumn<T>> Columns { get; } = [.. table.Columns().Select(column => dialect.Bind<T>(table.Name, column))];

    /// <summary>Creates the table if that was asked for.</summary>
    internal async Task CreateAsync(DbConnection connection, CancellationToken cancellation)
    {
        if (table.CreatesTable)
        {
            await connection.CreateIfMissingAsync(dialect, Name, Columns, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Writes rows in a transaction.</summary>
    internal async Task WriteAsync(DbTransaction transaction, RowBuffer rows, ReadOnlyMemory<int> picked, CancellationToken cancellation)
    {
        DbCommand command = transaction.NewCommand();
        await using (command.ConfigureAwait(false))
        {
            dialect.SetWrite(command, Name, rows, picked.Span);
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }
}
