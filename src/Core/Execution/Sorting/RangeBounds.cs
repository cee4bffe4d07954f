namespace OrleansStream.Execution;

/// <summary>Cuts keys into ranges: the last key of each range but the last one.</summary>
internal sealed class RangeBounds<TKey>
{
    private readonly TKey[] _bounds;
    private readonly IComparer<TKey> _order;

    private RangeBounds(TKey[] bounds, IComparer<TKey> order)
    {
        _bounds = bounds;
        _order = order;
    }

    /// <summary>Ranges of about the same number of records. There are fewer if there are not as many different keys.</summary>
    internal static RangeBounds<TKey> Cut(IReadOnlyList<(TKey Key, double Weight)> samples, int ranges, IComparer<TKey> order)
    {
        double size = samples.Sum(sample => sample.Weight) / ranges;
        double reached = 0;
        double target = size;
        var bounds = new List<TKey>();
        foreach ((TKey key, double weight) in UserOrder.Sort(() => samples.OrderBy(sample => sample.Key, order).ToList()))
        {
            reached += weight;
            if (reached >= target && bounds.Count < ranges - 1 && (bounds.Count == 0 || order.Compare(bounds[^1], key) < 0))
            {
                bounds.Add(key);
                target += size;
            }
        }

        return new RangeBounds<TKey>([.. bounds], order);
    }

    /// <summary>The range of a key; equal keys are in one range.</summary>
    internal int RangeOf(TKey key)
    {
        int low = 0;
        int high = _bounds.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_order.Compare(_bounds[middle], key) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
