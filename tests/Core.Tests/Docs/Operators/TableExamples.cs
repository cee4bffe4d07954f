using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Docs.Operators;

/// <summary>What the documentation shows of tables that streams are joined with.</summary>
public sealed class TableExamples
{
    [Fact]
    public async Task Sales_are_priced_from_a_table_that_is_loaded_anew()
    {
        await using var harness = new StreamingTestHarness(TimeSpan.FromMinutes(1));
        for (int batch = 0; batch < 6; batch++)
        {
            harness.Feed<(string, int)>("sales").Append(("tea", 2));
        }

        Price(harness.Context, harness.Context.AddressedInput<(string, int)>("sales"), new Shop()).CollectTo("priced");
        await harness.StartAsync();
        await harness.AdvanceAsync(6);

        Assert.Equal(["tea: 3.0", "tea: 3.0", "tea: 3.0", "tea: 3.0", "tea: 3.0", "tea: 6.0"], harness.Output<string>("priced").Batches.SelectMany(batch => batch.Records));
    }

    [Fact]
    public async Task Sales_are_priced_from_a_table_that_changes_make()
    {
        var output = new StringWriter();
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.Output = output;
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        harness.Feed<(string, int)>("sales").Append(("tea", 1), ("salt", 2)).Append(("tea", 3)).Append(("tea", 4));
        harness.Feed<Update>("updates").Append(new Update("tea", 1, false)).Append(new Update("tea", 2, false)).Append(new Update("tea", 0, true));
        Price(harness.Context.AddressedInput<(string, int)>("sales"), harness.Context.AddressedInput<Update>("updates"));
        await harness.StartAsync();
        await harness.AdvanceAsync(3);

        Assert.Equal(["(tea,(1,1))", "(tea,(3,2))"], output.ToString().Split(output.NewLine).Where(line => line.StartsWith('(')));
    }

    private static DStream<string> Price(StreamingContext ssc, DStream<(string Product, int Count)> sales, Shop shop)
    {
        LookupTable<string, decimal> prices = ssc.LookupTable(TimeSpan.FromMinutes(5), shop.LoadPricesAsync).Named("prices");
        DStream<string> priced = sales
            .LeftOuterJoinTable(prices)
            .Map(sale => $"{sale.Key}: {sale.Value.Left * sale.Value.Right.GetValueOrDefault(0)}");
        return priced;
    }

    private static void Price(DStream<(string Product, int Count)> sales, DStream<Update> updates)
    {
        DStream<(string Product, Option<decimal> Price)> changes = updates.Map(
            update => (update.Product, update.IsWithdrawn ? Option<decimal>.None : Option.Some(update.Price)));
        sales.JoinTable(changes).Named("priced").Print();
    }

    private sealed class Shop
    {
        private decimal _price;

        internal Task<IEnumerable<(string Product, decimal Price)>> LoadPricesAsync(CancellationToken cancellation)
        {
            _price += 1.5m;
            return Task.FromResult<IEnumerable<(string, decimal)>>([("tea", _price)]);
        }
    }

    private sealed record Update(string Product, decimal Price, bool IsWithdrawn);
}
