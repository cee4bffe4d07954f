using Npgsql;
using OrleansStream;
using Samples;
using Samples.EtlToPostgres;

var command = new SampleCommand("Takes files of orders into tables of PostgreSQL, each order once, however often it is stopped, killed and started again.");
var database = command.AddText("--database", "The database, such as 'Host=localhost;Database=shop;Username=ann'. Needed.");
var home = command.AddText("--home", "The directory of the job's checkpoint and, unless --orders names another, of its input; 'etl-to-postgres' by default.");
var orders = command.AddText("--orders", "Take the files that appear in this directory; by default the sample makes them up.");
command.AddRule(result => result.GetValue(database) is null ? "--database says where the tables are; it is needed." : null);
command.AddRule(result => result.GetValue(orders) is { } given && !Directory.Exists(given) ? $"--orders is '{given}', which is no directory." : null);
return await command.RunAsync(args, async (ssc, options, stopping) =>
{
    string directory = Path.GetFullPath(options.GetValue(home) ?? "etl-to-postgres");
    string input = Path.GetFullPath(options.GetValue(orders) ?? Path.Join(directory, "orders"));
    Directory.CreateDirectory(input);
    await using NpgsqlDataSource source = NpgsqlDataSource.Create(options.GetValue(database)!);
    ssc.Checkpoint(Path.Join(directory, "checkpoint"));
    new EtlToPostgres(source).Define(ssc, JobArguments.Empty.With("orders", input));
    using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    Task writing = options.GetValue(orders) is null ? OrderFiles.WriteAsync(input, over.Token) : Task.CompletedTask;
    try
    {
        await ssc.RunAsync(stopping);
    }
    finally
    {
        await over.CancelAsync();
        await writing;
    }
});
