using System.Data.Common;

namespace OrleansStream.Databases;

/// <summary>What differs between databases in the statements that outputs run. PostgreSQL is the one that is known.</summary>
public abstract class SqlDialect
{
    private protected SqlDialect()
    {
    }

    /// <summary>PostgreSQL, with the driver Npgsql.</summary>
    public static SqlDialect PostgreSql { get; } = new PostgreSqlDialect();

    /// <summary>A name as it is written in statements.</summary>
    internal abstract string Quote(TableName table);

    /// <summary>The column of a table that is asked for.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <exception cref="ArgumentException">Values of its type cannot be stored.</exception>
    internal abstract TableColumn<T> Bind<T>(TableName table, ColumnSpec column);

    /// <summary>A statement that gives whether a table is there.</summary>
    internal abstract void SetExists(DbCommand command, TableName table);

    /// <summary>A statement that creates a table unless it is there, also if others do the same at once. To be run in a transaction.</summary>
    internal abstract void SetCreate(DbCommand command, TableName table, IReadOnlyList<TableColumn> columns);

    /// <summary>A statement that inserts rows, or replaces those with the same key.</summary>
    internal abstract void SetWrite(DbCommand command, TableName table, RowBuffer rows, ReadOnlySpan<int> picked);

    /// <summary>The statements on a table of markers.</summary>
    internal abstract MarkerStatements Markers(TableName table);

    /// <summary>A statement for people, without parameters, that removes an output's markers.</summary>
    internal abstract string ForgetMarkers(TableName table, string job, string output);

    /// <summary>Whether a transaction was ended because it collided with others, so that it is to be run again at once.</summary>
    internal abstract bool IsCollision(DbException error);

    /// <summary>Whether a statement was refused because two of its rows have the same key.</summary>
    internal abstract bool IsSameRowTwice(DbException error);

    /// <summary>Whether values are to blame for an error.</summary>
    internal abstract bool IsRefusal(DbException error);
}
