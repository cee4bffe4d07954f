using Npgsql;

namespace OrleansStream.Tests.Postgres;

/// <summary>What tests ask of a database.</summary>
internal static class NpgsqlQueries
{
    /// <summary>Runs statements that give nothing.</summary>
    internal static async Task RunAsync(this NpgsqlDataSource database, string statements)
    {
        await using NpgsqlCommand command = database.CreateCommand(statements);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A query's rows, each as its values with commas between.</summary>
    internal static async Task<string[]> ReadAsync(this NpgsqlDataSource database, string query)
    {
        await using NpgsqlCommand command = database.CreateCommand(query);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            object[] values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add(string.Join(',', values.Select(value => value is DBNull ? "null" : FormattableString.Invariant($"{value}"))));
        }

        return [.. rows];
    }
}
