using System.Runtime.CompilerServices;

namespace OrleansStream.Benchmarks;

/// <summary>One thread's keys of a window without an inverse function.</summary>
internal sealed class LimitWindowShare(int keys)
{
    /// <summary>How many pairs ahead of the present one memory is asked for.</summary>
    public const int Ahead = 16;

    private readonly KeyNumbers _numbers = new(keys);
    private readonly Cell[] _cells = new Cell[keys];
    private readonly Queue<Layer> _front = new();
    private readonly List<Layer> _back = [];
    private Layer _batch = new(keys);
    private int _turn = 1;
    private int _time;

    public void Prefetch(long key) => _numbers.Prefetch(key);

    /// <summary>Begins a batch.</summary>
    public void Begin()
    {
        if (_front.Count + _back.Count == SlidingWorkload.WindowLength)
        {
            if (_front.Count == 0)
            {
                Turn();
            }

            _batch = _front.Dequeue();
            Leave(_batch);
            _batch.Count = 0;
        }
        else
        {
            _batch = new Layer(keys);
        }

        _time++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long key, long value)
    {
        int number = _numbers.Of(key);
        ref Cell cell = ref _cells[number];
        if (cell.BatchTime != _time)
        {
            cell.BatchTime = _time;
            cell.Batch = 0;
            _batch.Keys[_batch.Count++] = number;
        }

        cell.Batch += value;
    }

    /// <summary>Ends the batch and sums over the window.</summary>
    public long Slide()
    {
        for (int i = 0; i < _batch.Count; i++)
        {
            ref Cell cell = ref _cells[_batch.Keys[i]];
            _batch.Values[i] = cell.Batch;
            cell.Back = cell.BackTurn == _turn ? cell.Back + cell.Batch : cell.Batch;
            cell.BackTurn = _turn;
        }

        _back.Add(_batch);
        long sum = 0;
        ReadOnlySpan<long> all = _numbers.Keys;
        for (int i = 0; i < all.Length; i++)
        {
            ref Cell cell = ref _cells[i];
            sum += SlidingWorkload.Weigh(all[i], (cell.HasFront ? cell.Front : 0) + (cell.BackTurn == _turn ? cell.Back : 0));
        }

        return sum;
    }

    private void Turn()
    {
        for (int layer = _back.Count - 1; layer >= 0; layer--)
        {
            Layer turned = _back[layer];
            for (int i = 0; i < turned.Count; i++)
            {
                ref Cell cell = ref _cells[turned.Keys[i]];
                if (cell.HasFront)
                {
                    (turned.Values[i], cell.Front) = (cell.Front, turned.Values[i] + cell.Front);
                }
                else
                {
                    // Marks that nothing is left of the key without this batch.
                    turned.Keys[i] = ~turned.Keys[i];
                    cell.HasFront = true;
                    cell.Front = turned.Values[i];
                }
            }
        }

        _back.ForEach(_front.Enqueue);
        _back.Clear();
        _turn++;
    }

    private void Leave(Layer layer)
    {
        for (int i = 0; i < layer.Count; i++)
        {
            if (layer.Keys[i] < 0)
            {
                _cells[~layer.Keys[i]].HasFront = false;
            }
            else
            {
                _cells[layer.Keys[i]].Front = layer.Values[i];
            }
        }
    }

    private struct Cell
    {
        internal long Front;
        internal long Back;
        internal long Batch;
        internal int BatchTime;
        internal int BackTurn;
        internal bool HasFront;
    }

    private sealed class Layer(int capacity)
    {
        internal int[] Keys { get; } = new int[capacity];

        internal long[] Values { get; } = new long[capacity];

        internal int Count { get; set; }
    }
}
