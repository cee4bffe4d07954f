namespace Samples.EtlToPostgres;

/// <summary>A row of the table <c>sales</c>: what of a product has been ordered so far.</summary>
internal sealed record Sales(string Product, long Orders, long Count, decimal Amount)
{
    internal Sales With(Order order) => this with { Orders = Orders + 1, Count = Count + order.Count, Amount = Amount + (order.Count * order.Price) };
}
