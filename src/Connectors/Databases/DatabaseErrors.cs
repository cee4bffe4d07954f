using System.Data.Common;

namespace OrleansStream.Databases;

/// <summary>Says what a database refused, in one line.</summary>
internal static class DatabaseErrors
{
    // What drivers put beside an error under these names.
    private static readonly string[] Details = ["ColumnName", "ConstraintName", "Detail"];

    internal static DatabaseStreamException NotWritten(DbDataSource database, TableName table, string blamed, DbException error) =>
        new($"Table {table} in {NameOf(database)} could not be written: {error.Message}{DetailsOf(error)}{blamed}", error);

    internal static DatabaseStreamException NotRead(DbDataSource database, string query, DbException error) =>
        new($"The query '{query}' to {NameOf(database)} failed: {error.Message}{DetailsOf(error)}", error);

    /// <summary>Where a database is, without what is secret.</summary>
    private static string NameOf(DbDataSource database)
    {
        using DbConnection connection = database.CreateConnection();
        return $"database {connection.Database} at {connection.DataSource}";
    }

    private static string DetailsOf(DbException error)
    {
        string[] details = [.. Details.Where(name => error.Data[name] is not null).Select(name => $"{name}: {error.Data[name]}")];
        return details.Length == 0 ? "" : $" ({string.Join("; ", details)})";
    }
}
