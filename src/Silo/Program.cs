using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace OrleansStream.Silo;

/// <summary>The silo process.</summary>
internal static class Program
{
    // The pool begins with one thread for each processor and adds one or two in a second. While those compile or wait, nobody answers the other silos.
    private const int PoolThreads = 16;

    private static async Task<int> Main(string[] arguments)
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, PoolThreads), ports);
        var root = new RootCommand("Runs an OrleansStream silo. Settings are --OrleansStream:<Key> <value>; see docs/cluster.md.")
        {
            SchemaCommand.Create(),
        };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((parsed, stop) => RunAsync(parsed, arguments, stop));
        ParseResult parsed = root.Parse(arguments);

        // The host takes care of signals, and takes longer than the parser would let it.
        int code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string[] arguments, CancellationToken stop)
    {
        // What begins otherwise is a setting, which the configuration reads.
        if (parsed.UnmatchedTokens is [var first, ..] && !first.StartsWith('-'))
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"'{first}' is no command; see --help.");
            return ExitCode.Usage;
        }

        try
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(arguments);
            SiloHostOptions options = SiloHostOptions.Read(builder.Configuration);
            using DataDirectory? data = options.IsAlone ? DataDirectory.Open(options.DataPath) : null;
            if (!options.IsAlone)
            {
                await CheckDatabaseAsync(options, stop);
            }

            await using WebApplication silo = SiloHost.Build(builder, options, data);
            await silo.RunAsync(stop);
            return ExitCode.Success;
        }
        catch (OptionsValidationException error)
        {
            foreach (string failure in error.Failures)
            {
                await Console.Error.WriteLineAsync(failure);
            }

            return ExitCode.Usage;
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // Whoever started the process reads one line; what led to it is in the log.
            await Console.Error.WriteLineAsync($"The silo has failed: {error.Message}");
            return ExitCode.Failure;
        }
    }

    /// <summary>Finds out what Orleans would say in many lines.</summary>
    /// <exception cref="InvalidOperationException">The database has no schema or cannot be reached.</exception>
    private static async Task CheckDatabaseAsync(SiloHostOptions options, CancellationToken stop)
    {
        try
        {
            if (!await PostgresSchema.IsAppliedAsync(options.ConnectionString!, stop))
            {
                throw new InvalidOperationException(
                    "the database that OrleansStream:ConnectionString names has no schema of OrleansStream; make it with 'schema apply --connection ...'.");
            }
        }
        catch (NpgsqlException error)
        {
            throw new InvalidOperationException($"the database that OrleansStream:ConnectionString names cannot be used: {error.GetBaseException().Message}");
        }
    }
}
