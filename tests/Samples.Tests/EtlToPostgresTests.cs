using System.Globalization;
using Npgsql;

namespace OrleansStream.Samples.Tests;

public sealed class EtlToPostgresTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private const string Sample = "EtlToPostgres";
    private const int LinesPerFile = 40;

    private readonly string _home = Directory.CreateTempSubdirectory("orleans-stream-etl-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [PostgresFact]
    public async Task Each_order_is_in_the_tables_once_however_often_it_is_killed()
    {
        string database = await server.CreateDatabaseAsync("etl-killed");
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        string input = Directory.CreateDirectory(Path.Join(_home, "input")).FullName;
        string[] arguments = ["--database", database, "--home", _home, "--orders", input, "--interval", "100ms"];
        var random = new Random(1);
        for (int file = 0; file < 5; file++)
        {
            await using var sample = SampleProcess.Start(Sample, arguments);
            await sample.Errors.WaitForAsync("records", count: random.Next(1, 4));
            Write(input, file);

            // Killed when the file's first rows are there, or some time after.
            await source.WaitUntilAsync($"SELECT count(*) > {random.Next(2) * 20} FROM orders WHERE id >= {file * LinesPerFile}");
        }

        // The rows may be there already: it must have begun to listen to signals, too.
        await using var last = SampleProcess.Start(Sample, arguments);
        await last.Errors.WaitForAsync("records", count: 1);
        await source.WaitUntilAsync($"SELECT count(*) = 3 FROM rejected_lines WHERE line LIKE '{(4 * LinesPerFile) + 1},%' OR line LIKE '{(4 * LinesPerFile) + 11},%' OR line LIKE '{(4 * LinesPerFile) + 21},%'");
        last.Send(SampleProcess.Terminate);
        Assert.Equal(0, await last.ExitAsync());

        string[][] lines = [.. Enumerable.Range(0, 5).SelectMany(Lines).Select(line => line.Split(','))];
        string[][] sound = [.. lines.Where(line => line[4] != "many")];
        Assert.Equal(sound.Select(line => string.Join(',', line)), await source.ReadAsync("SELECT id, to_char(placed AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), customer, product, count, price FROM orders ORDER BY id"));
        Assert.Equal(
            lines.Where(line => line[4] == "many").Select(line => $"{string.Join(',', line)}: 'many' is no count above 0."),
            await source.ReadAsync("SELECT line || ': ' || error FROM rejected_lines ORDER BY split_part(line, ',', 1)::bigint"));
        Assert.Equal(
            sound.GroupBy(line => line[3]).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key},{group.Count()},{group.Sum(line => int.Parse(line[4], CultureInfo.InvariantCulture))},{group.Sum(AmountOf):0.00}")),
            await source.ReadAsync("SELECT product, orders, count, round(amount, 2) FROM sales ORDER BY product COLLATE \"C\""));
    }

    [PostgresFact]
    public async Task It_makes_orders_up_and_goes_on_where_it_stopped()
    {
        string database = await server.CreateDatabaseAsync("etl-made-up");
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        for (int life = 0; life < 2; life++)
        {
            await using var sample = SampleProcess.Start(Sample, "--database", database, "--home", _home, "--interval", "500ms");
            await sample.Errors.WaitForAsync("batch", count: 1);
            await source.WaitUntilAsync($"SELECT count(*) > {60 + (life * 80)} FROM orders");
            sample.Send(SampleProcess.Interrupt);
            Assert.Equal(0, await sample.ExitAsync());
            Assert.All(sample.Errors.Lines, line => Assert.Matches(Statistics.Line(), line));
        }

        Assert.Equal(["True"], await source.ReadAsync("SELECT (SELECT sum(orders) FROM sales) = (SELECT count(*) FROM orders)"));
        Assert.Equal(["True"], await source.ReadAsync("SELECT (SELECT sum(amount) FROM sales) = (SELECT sum(count * price) FROM orders)"));
        Assert.Equal(["True"], await source.ReadAsync("SELECT count(*) > 0 FROM rejected_lines"));
    }

    [Theory]
    [InlineData("--database says where the tables are; it is needed. (--help shows the options)")]
    [InlineData("--orders is '/no/such/directory', which is no directory. (--help shows the options)", "--database", "Host=localhost", "--orders", "/no/such/directory")]
    public async Task A_wrong_option_is_told_in_one_line(string expected, params string[] args)
    {
        await using var sample = SampleProcess.Start(Sample, args);

        Assert.Equal(2, await sample.ExitAsync());

        Assert.Equal([expected], sample.Errors.Lines);
        Assert.Empty(sample.Output.Lines);
    }

    private static void Write(string directory, int file)
    {
        string name = Path.Join(directory, $"orders-{file}.csv");
        string hidden = Path.Join(directory, $".orders-{file}.csv");
        File.WriteAllLines(hidden, Lines(file));
        File.Move(hidden, name);
    }

    private static IEnumerable<string> Lines(int file) => Enumerable.Range(0, LinesPerFile).Select(line => string.Create(
        CultureInfo.InvariantCulture,
        $"{(file * LinesPerFile) + line},2026-01-0{file + 1}T00:00:{line:00}Z,c{line % 3},{(line % 2 == 0 ? "tea" : "salt")},{(line % 10 == 1 && line < 30 ? "many" : line + 1)},{line}.{file}5"));

    private static decimal AmountOf(string[] line) => int.Parse(line[4], CultureInfo.InvariantCulture) * decimal.Parse(line[5], CultureInfo.InvariantCulture);
}
