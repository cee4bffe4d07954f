using Npgsql;
using OrleansStream.Testing;

namespace OrleansStream.Databases.Tests.Outputs;

/// <summary>What is refused where an output is defined; no database is asked.</summary>
public sealed class DefinitionTests : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
    private readonly StreamingTestHarness _life = new(TimeSpan.FromSeconds(1), NamedOptions());

    public async ValueTask DisposeAsync()
    {
        await _life.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_job_without_a_name_of_its_own()
    {
        await using var unnamed = new StreamingTestHarness();
        var error = Assert.Throws<InvalidOperationException>(() =>
            unnamed.Context.AddressedInput<Order>("orders").SaveToDatabase(_database, SqlDialect.PostgreSql, TableSpec.Of<Order>("orders")));
        Assert.Contains("JobName, which is 'job'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_outputs_of_one_name()
    {
        Save(TableSpec.Of<Order>("orders"));
        Assert.Contains("Another output of the job is called 'orders'", Refused(TableSpec.Of<Order>("orders")).Message, StringComparison.Ordinal);
        _life.Context.AddressedInput<Order>("orders").SaveToDatabase(_database, SqlDialect.PostgreSql, TableSpec.Of<Order>("orders"), new DatabaseSinkOptions { Name = "again" });
    }

    [Fact]
    public void Values_that_no_column_holds() =>
        Assert.Contains("Column 'lines' of table orders: values of System.String[] cannot be stored", Refused(TableSpec.Of<Order>("orders").Column("lines", order => new[] { order.Name })).Message, StringComparison.Ordinal);

    [Fact]
    public void Records_without_members_to_name_columns_after()
    {
        Assert.Contains("has no members", Refused(TableSpec.Of<int>("orders")).Message, StringComparison.Ordinal);
        Assert.Contains("has no members", Refused(TableSpec.Of<(int Id, string Name)>("orders")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_no_column() =>
        Assert.Contains("The key of table orders names the column 'number', but the columns are 'id', 'name'", Refused(TableSpec.Of<Order>("orders").Key("number")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData(".a")]
    public void A_name_that_is_none(string name) => Assert.Throws<ArgumentException>(() => TableSpec.Of<Order>(name));

    [Fact]
    public void Keys_and_columns_that_are_none_or_twice()
    {
        TableSpec<Order> table = TableSpec.Of<Order>("orders");
        Assert.Throws<ArgumentException>(() => table.Key());
        Assert.Throws<ArgumentException>(() => table.Key("id", "id"));
        Assert.Throws<ArgumentException>(() => table.Key("id", " "));
        Assert.Throws<ArgumentException>(() => table.Column("a", order => order.Id).Column("a", order => order.Id));
        Assert.Throws<ArgumentException>(() => table.Column("a", order => order.Id, ""));
    }

    [Fact]
    public void Options_that_break_a_rule()
    {
        Check(new DatabaseSinkOptions { RowsPerStatement = 0 }, "RowsPerStatement is 0, but must be at least 1");
        Check(new DatabaseSinkOptions { RetryTimeout = TimeSpan.FromSeconds(-1) }, "RetryTimeout is -00:00:01, but must not be negative");
        Check(new DatabaseSinkOptions { Name = " " }, "Name is  , but must be null or a name");
        Check(new DatabaseSinkOptions { MarkerTable = "a." }, "'a.' cannot be a table");

        void Check(DatabaseSinkOptions options, string message)
        {
            DStream<Order> orders = _life.Context.AddressedInput<Order>("orders");
            var error = Assert.Throws<ArgumentException>(() => orders.SaveToDatabase(_database, SqlDialect.PostgreSql, TableSpec.Of<Order>("orders"), options));
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    private static StreamingContextOptions NamedOptions()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.JobName = "orders";
        return options;
    }

    private void Save<T>(TableSpec<T> table) => _life.Context.AddressedInput<T>("orders").SaveToDatabase(_database, SqlDialect.PostgreSql, table);

    private ArgumentException Refused<T>(TableSpec<T> table) => Assert.Throws<ArgumentException>(() => Save(table));

    private sealed record Order(int Id, string Name);
}
