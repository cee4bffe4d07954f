namespace OrleansStream.Execution;

/// <summary>A fair choice of the keys of a partition, whatever their number: each is chosen with the same chance.</summary>
/// <remarks>The chance is drawn from a seed, so a task that is run again chooses the same. Most keys only cost a comparison: how many to pass over is drawn once for each that is chosen.</remarks>
internal sealed class KeySample<TKey>(int size, int seed)
{
    private readonly List<TKey> _keys = [];
    private readonly Random _random = new(seed);
    private double _chance = 1;
    private long _next = size;

    internal long Seen { get; private set; }

    internal IReadOnlyList<TKey> Keys => _keys;

    internal void Add(TKey key)
    {
        if (Seen < size)
        {
            _keys.Add(key);
            if (Seen == size - 1)
            {
                PassOver();
            }
        }
        else if (Seen == _next)
        {
            _keys[_random.Next(size)] = key;
            _next++;
            PassOver();
        }

        Seen++;
    }

    private void PassOver()
    {
        _chance *= Math.Exp(Math.Log(1 - _random.NextDouble()) / size);
        double pass = Math.Floor(Math.Log(1 - _random.NextDouble()) / Math.Log(1 - _chance));
        _next = pass < long.MaxValue / 2 ? _next + (long)pass : long.MaxValue;
    }
}
