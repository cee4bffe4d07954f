using System.CommandLine;
using Npgsql;

namespace OrleansStream.Silo;

/// <summary>The command line of <c>schema</c>.</summary>
internal static class SchemaCommand
{
    private static readonly System.CommandLine.Option<string> Connection = new("--connection")
    {
        Description = "The connection string of the PostgreSQL database, as Npgsql reads it.",
        HelpName = "text",
        Required = true,
    };

    internal static Command Create()
    {
        var apply = new Command("apply", "Makes the tables of a cluster in a PostgreSQL database, or brings them up to date. May be called again.") { Connection };
        apply.SetAction(ApplyAsync);
        return new Command("schema", "Looks after the database of a cluster.") { apply };
    }

    private static async Task<int> ApplyAsync(ParseResult parsed, CancellationToken stop)
    {
        try
        {
            await PostgresSchema.ApplyAsync(parsed.GetValue(Connection)!, stop);
            await parsed.InvocationConfiguration.Output.WriteLineAsync("The schema is there.");
            return ExitCode.Success;
        }
        catch (NpgsqlException error)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"The schema was not applied: {error.Message}");
            return ExitCode.Failure;
        }
        catch (ArgumentException error)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"--connection is no connection string of Npgsql: {error.Message}");
            return ExitCode.Usage;
        }
    }
}
