using System.Reflection;
using Npgsql;

namespace OrleansStream.Silo;

/// <summary>The tables of a cluster in a PostgreSQL database, and the statements on them that Orleans sends.</summary>
internal static class PostgresSchema
{
    private const string Scripts = "OrleansStream.Schema.PostgreSQL.";

    // Any number that nobody else is likely to lock.
    private const long ApplyLock = 0x4F53_5343_4845_4D41;

    /// <summary>Makes what is missing and replaces statements of an earlier version. May be called again, also by several at once.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    internal static async Task ApplyAsync(string connectionString, CancellationToken cancellation)
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlConnection connection = await database.OpenConnectionAsync(cancellation);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync($"SELECT pg_advisory_xact_lock({ApplyLock})");
        foreach (string script in ReadScripts())
        {
            await ExecuteAsync(script);
        }

        await transaction.CommitAsync(cancellation);

        async Task ExecuteAsync(string text)
        {
            await using var command = new NpgsqlCommand(text, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>Whether the database has the schema.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    internal static async Task<bool> IsAppliedAsync(string connectionString, CancellationToken cancellation)
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlCommand command = database.CreateCommand("SELECT to_regclass('orleansstreamrecord') IS NOT NULL");
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>The scripts, in order.</summary>
    private static IEnumerable<string> ReadScripts()
    {
        Assembly assembly = typeof(PostgresSchema).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Scripts, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }
}
