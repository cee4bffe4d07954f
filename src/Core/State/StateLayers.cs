using System.Runtime.CompilerServices;

namespace OrleansStream.Stateful;

/// <summary>The versions that a partition's state has above the oldest that it can still show: a layer for each batch.</summary>
/// <typeparam name="TState">States.</typeparam>
/// <remarks>A version is named by the batch that made it, in milliseconds. Not thread-safe.</remarks>
internal sealed class StateLayers<TState>
{
    /// <summary>Before every batch.</summary>
    internal const long Never = long.MinValue;

    private readonly List<StateLayer<TState>> _layers = [];
    private readonly Stack<UndoRecord<TState>[]> _spare = new();

    /// <summary>The oldest version there is.</summary>
    internal long Base { get; private set; } = Never;

    /// <summary>The newest version, which may be unfinished.</summary>
    internal long Newest => _layers.Count == 0 ? Base : _layers[^1].Time;

    /// <summary>The layer that is being written.</summary>
    internal StateLayer<TState> Current { get; private set; } = new(Never, 0, new Stack<UndoRecord<TState>[]>());

    internal int Count => _layers.Count;

    internal StateLayer<TState> this[int index] => _layers[index];

    /// <summary>About how many bytes the layers take, without what their states refer to.</summary>
    internal long Bytes =>
        (long)(_spare.Count + _layers.Sum(layer => layer.PieceCount)) * StateLayer<TState>.PieceLength * Unsafe.SizeOf<UndoRecord<TState>>();

    /// <summary>The layer of a batch later than <see cref="Base"/> that has written a slot.</summary>
    internal StateLayer<TState> Of(long stamp)
    {
        int low = 0;
        for (int high = _layers.Count - 1; low <= high;)
        {
            // The newest are looked for most.
            int middle = high - ((high - low) / 4);
            long time = _layers[middle].Time;
            if (time == stamp)
            {
                return _layers[middle];
            }

            (low, high) = time < stamp ? (middle + 1, high) : (low, middle - 1);
        }

        throw new InvalidOperationException($"No layer of {stamp} ms is there; the oldest version is {Base} ms.");
    }

    /// <summary>The place of the first layer later than a time.</summary>
    internal int IndexAfter(long time)
    {
        int index = _layers.FindIndex(layer => layer.Time > time);
        return index < 0 ? _layers.Count : index;
    }

    /// <summary>Opens a layer above all others.</summary>
    /// <param name="time">The batch time in milliseconds.</param>
    /// <param name="keys">How many keys have a state now.</param>
    internal void Open(long time, long keys) => _layers.Add(Current = new StateLayer<TState>(time, keys, _spare));

    /// <summary>Takes the newest layer off; its records have been undone.</summary>
    internal void DropNewest()
    {
        _layers[^1].Clear();
        _layers.RemoveAt(_layers.Count - 1);
    }

    /// <summary>Makes a version the oldest one. Room for as many records as the last of the promoted batches wrote is kept.</summary>
    internal void Promote(long time)
    {
        int promoted = _layers.FindLastIndex(layer => layer.Time <= time) + 1;
        if (promoted > 0)
        {
            int keep = _layers[promoted - 1].PieceCount;
            _layers.GetRange(0, promoted).ForEach(layer => layer.Clear());
            _layers.RemoveRange(0, promoted);
            while (_spare.Count > keep)
            {
                _spare.Pop();
            }
        }

        Base = Math.Max(Base, time);
    }
}
