namespace OrleansStream.Execution;

/// <summary>The opposite of an order.</summary>
internal sealed class ReverseOrder<T>(IComparer<T> order) : IComparer<T>
{
    public int Compare(T? x, T? y) => order.Compare(y, x);
}
