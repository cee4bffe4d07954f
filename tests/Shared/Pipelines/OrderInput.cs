using System.Globalization;
using Npgsql;
using OrleansStream.Tests.Kafka;
using Pipeline;

namespace OrleansStream.Tests.Pipelines;

/// <summary>Random orders for <see cref="OrderTotals"/> on a broker in this process and in files, and what must have become of them.</summary>
internal sealed class OrderInput : IAsyncDisposable
{
    private const int Customers = 20;
    private const int Desks = 4;
    private const string Appearing = "appearing";

    private readonly TransactionalBroker _broker = new();
    private readonly Random _random;
    private readonly NpgsqlDataSource _database;
    private readonly Dictionary<string, List<long>> _totals = [];
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("orleans-stream-orders-");
    private int _files;

    internal OrderInput(int seed, string database)
    {
        _random = new Random(seed);
        _database = NpgsqlDataSource.Create(database);
        _broker.Create(OrderTotals.Orders, OrderTotals.Partitions);
        _broker.Create(OrderTotals.Totals, OrderTotals.Partitions);
        _home.CreateSubdirectory(Appearing);
    }

    internal string Brokers => _broker.Server;

    /// <summary>The directory in which files appear.</summary>
    internal string Files => Path.Join(_home.FullName, Appearing);

    /// <summary>How many orders there have been.</summary>
    internal int Count => _totals.Values.Sum(totals => totals.Count);

    /// <summary>Appends orders to the topic, those of a customer to one partition, and as many in a file.</summary>
    internal async Task AppendAsync(int orders)
    {
        await AppendFileAsync(orders);
        var amounts = new List<(string Key, string Value)>[] { [], [], [] };
        for (int i = 0; i < orders; i++)
        {
            int customer = _random.Next(Customers);
            string name = string.Create(CultureInfo.InvariantCulture, $"customer-{customer}");
            amounts[customer % OrderTotals.Partitions].Add((name, Spend(name)));
        }

        for (int partition = 0; partition < amounts.Length; partition++)
        {
            await KafkaReading.AppendAsync(Brokers, OrderTotals.Orders, partition, amounts[partition]);
        }
    }

    /// <summary>How many totals have been written to the table that keeps all of them.</summary>
    internal async Task<long> WrittenAsync()
    {
        await using NpgsqlCommand exists = _database.CreateCommand("SELECT to_regclass('ledger') IS NOT NULL");
        if (await exists.ExecuteScalarAsync() is not true)
        {
            return 0;
        }

        await using NpgsqlCommand count = _database.CreateCommand("SELECT count(*) FROM ledger");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    /// <summary>How many totals a reader of committed records sees in the topic.</summary>
    internal long Sent() => Enumerable.Range(0, OrderTotals.Partitions).Sum(partition => KafkaReading.ReadAll(Brokers, OrderTotals.Totals, partition).LongLength);

    /// <summary>Fails unless the topic and the tables are those of a run that nothing disturbed.</summary>
    internal async Task VerifyAsync()
    {
        Assert.Equal(
            Lines(_totals.Select(one => (one.Key, one.Value.AsEnumerable()))),
            Lines(Enumerable.Range(0, OrderTotals.Partitions)
                .SelectMany(partition => KafkaReading.ReadAll(Brokers, OrderTotals.Totals, partition))
                .GroupBy(record => Text(record.Message.Key), record => long.Parse(Text(record.Message.Value), CultureInfo.InvariantCulture))
                .Select(customer => (customer.Key, customer.AsEnumerable()))));
        Assert.Equal(
            Lines(_totals.Select(one => (one.Key, one.Value.TakeLast(1)))),
            Lines((await ReadAsync("totals")).Select(one => (one.Customer, (IEnumerable<long>)[one.Amount]))));

        // Rows have no order, so neither have these.
        Assert.Equal(
            Lines(_totals.Select(one => (one.Key, one.Value.Order().AsEnumerable()))),
            Lines((await ReadAsync("ledger")).GroupBy(one => one.Customer, one => one.Amount).Select(customer => (customer.Key, customer.Order().AsEnumerable()))));
    }

    public async ValueTask DisposeAsync()
    {
        _home.Delete(recursive: true);
        await _database.DisposeAsync();
        await _broker.DisposeAsync();
    }

    private async Task AppendFileAsync(int orders)
    {
        string[] lines = new string[orders];
        for (int i = 0; i < orders; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"desk-{_random.Next(Desks)}");
            lines[i] = $"{name} {Spend(name)}";
        }

        // Written elsewhere: a file is complete when it appears.
        string file = string.Create(CultureInfo.InvariantCulture, $"orders-{_files++:D5}");
        string written = Path.Join(_home.FullName, file);
        await File.WriteAllLinesAsync(written, lines);
        File.Move(written, Path.Join(Files, file));
    }

    /// <summary>Has somebody spend a random amount.</summary>
    private string Spend(string name)
    {
        long amount = _random.Next(-100, 1000);
        List<long> totals = _totals.TryGetValue(name, out List<long>? known) ? known : _totals[name] = [];
        totals.Add(totals.LastOrDefault() + amount);
        return amount.ToString(CultureInfo.InvariantCulture);
    }

    private async Task<List<Total>> ReadAsync(string table)
    {
        await using NpgsqlCommand command = _database.CreateCommand($"SELECT customer, amount FROM {table}");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<Total>();
        while (await reader.ReadAsync())
        {
            rows.Add(new Total(reader.GetString(0), reader.GetInt64(1)));
        }

        return rows;
    }

    private static string Lines(IEnumerable<(string Customer, IEnumerable<long> Totals)> customers) =>
        string.Join('\n', customers.OrderBy(one => one.Customer, StringComparer.Ordinal).Select(one => $"{one.Customer}: {string.Join(' ', one.Totals)}"));

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
