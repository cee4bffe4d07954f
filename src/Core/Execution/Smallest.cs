namespace OrleansStream.Execution;

/// <summary>The records that come first in an order, of those added; of equal ones those that were added first.</summary>
/// <param name="count">How many at most; above 0.</param>
/// <param name="order">The order.</param>
internal sealed class Smallest<T>(int count, IComparer<T> order)
{
    private readonly int _limit = (int)Math.Min(Array.MaxLength, Math.Max(64, 2L * count));
    private List<T> _records = [];
    private bool _isFull;

    /// <summary>Adds a record. Records gather until there are twice as many as are wanted, which are then sorted once.</summary>
    internal void Add(T record)
    {
        if (_isFull && order.Compare(record, _records[count - 1]) >= 0)
        {
            return;
        }

        _records.Add(record);
        if (_records.Count == _limit)
        {
            _records = Sorted();
            _isFull = _records.Count == count;
        }
    }

    /// <summary>The records in order.</summary>
    internal List<T> Sorted() => UserOrder.Sort(() => _records.Order(order).Take(count).ToList());
}
