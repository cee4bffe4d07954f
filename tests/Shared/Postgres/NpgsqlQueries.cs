using Npgsql;

namespace OrleansStream.Tests.Postgres;

/// <summary>What tests ask of a database.</summary>
internal static class NpgsqlQueries
{
    /// <summary>Generous, so that only a fault reaches it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

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

    /// <summary>Waits until a query gives true; until then its tables need not be there.</summary>
    internal static async Task WaitUntilAsync(this NpgsqlDataSource database, string query)
    {
        using var late = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!await IsTrueAsync(database, query))
        {
            Assert.False(late.IsCancellationRequested, $"Waited {Patience} for {query}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    private static async Task<bool> IsTrueAsync(NpgsqlDataSource database, string query)
    {
        try
        {
            return await database.ReadAsync(query) is ["True"];
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // Not created yet.
            return false;
        }
    }
}
