using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Windows;

/// <summary>The keys of one partition of a sliding window, with what their values come to.</summary>
/// <remarks>
/// <para>
/// Two stacks of partial results over one table. A batch that enters is combined into what came since the turn. At the turn those batches are combined
/// from the newest to the oldest; each keeps, for the keys that it shares with later ones, what those come to without it. So when the oldest
/// batch leaves, that is put back. A batch thus costs three looks at each of its keys, of which one is by hash, however long the window.
/// </para>
/// <para>
/// At the turn keys are numbered anew, those of the newest batch first. So the keys of the remaining front are always the first ones of
/// the table, and the order in which pairs come out follows from the window's batches alone.
/// </para>
/// </remarks>
internal sealed class WindowTable<TKey, TStored, TValue, TKeys> : IDisposable
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private readonly JobRuntime _job;
    private readonly TKeys _keys;
    private readonly Func<TValue, TValue, TValue> _reduce;
    private readonly Detacher<TValue>? _detacher;
    private readonly WindowBack<TValue> _back;
    private readonly Queue<WindowLayer<TValue>> _layers = new();
    private CombineTable<TKey, TStored, WindowCell<TValue>, TKeys> _table;
    private BatchTime _turn = new(long.MinValue);
    private int _frontKeys;
    private int _layerSize;

    internal WindowTable(JobRuntime job, TKeys keys, Func<TValue, TValue, TValue> reduce)
    {
        _job = job;
        _keys = keys;
        _reduce = reduce;
        _detacher = job.Encoding.DetacherFor<TValue>();
        _back = new WindowBack<TValue>(reduce, _detacher);
        _table = NewTable(0);
    }

    /// <summary>The end of the window that it stands at.</summary>
    internal BatchTime End { get; private set; } = new(long.MinValue);

    /// <summary>Whether it stands at a window.</summary>
    internal bool Stands(WindowReducedRdd<TKey, TValue> window) => End == window.EndTime && Agrees(window);

    /// <summary>Whether it stands at an earlier window of the same batches. A batch that has been attempted again has other datasets.</summary>
    internal bool CanMoveTo(WindowReducedRdd<TKey, TValue> window) => End < window.EndTime && Agrees(window);

    /// <summary>Lets batches leave and enter.</summary>
    internal void MoveTo(WindowReducedRdd<TKey, TValue> window, int partition, TaskScope task, int number)
    {
        if (_turn != window.Turn)
        {
            // The front is older than every window after the turn.
            Enter(window, window.Turn, partition, task, number);
            while (_layers.TryPeek(out WindowLayer<TValue>? layer) && layer.Time <= window.Start)
            {
                _layers.Dequeue().Dispose();
            }

            task.Current = number;
            Turn();
            _turn = window.Turn;
        }

        while (_layers.TryPeek(out WindowLayer<TValue>? layer) && layer.Time <= window.Start)
        {
            LeaveFront(_layers.Dequeue());
        }

        Enter(window, window.EndTime, partition, task, number);
        End = window.EndTime;
    }

    /// <summary>Pushes the pairs: those of the front, then those of keys that are new since.</summary>
    internal void Push<TSink>(ref TSink sink, TaskScope task, int number)
        where TSink : struct, IRecordSink<(TKey Key, TValue Value)>
    {
        ReadOnlySpan<CombineTable<TKey, TStored, WindowCell<TValue>, TKeys>.Entry> front = _table.Entries[.._frontKeys];
        for (int start = 0; start < front.Length && task.Continue(); start += Chunks.Records)
        {
            PushFront(front.Slice(start, Math.Min(Chunks.Records, front.Length - start)), ref sink, task, number);
        }

        ReadOnlySpan<int> back = CollectionsMarshal.AsSpan(_back.Slots);
        for (int start = 0; start < back.Length && task.Continue(); start += Chunks.Records)
        {
            PushBack(back.Slice(start, Math.Min(Chunks.Records, back.Length - start)), ref sink);
        }
    }

    public void Dispose()
    {
        foreach (WindowLayer<TValue> layer in _layers)
        {
            layer.Dispose();
        }

        _layers.Clear();
        _table.Dispose();
    }

    // Methods of their own for the reason that Chunks gives.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PushFront<TSink>(
        ReadOnlySpan<CombineTable<TKey, TStored, WindowCell<TValue>, TKeys>.Entry> entries, ref TSink sink, TaskScope task, int number)
        where TSink : struct, IRecordSink<(TKey Key, TValue Value)>
    {
        foreach (ref readonly CombineTable<TKey, TStored, WindowCell<TValue>, TKeys>.Entry entry in entries)
        {
            task.Current = number;
            ref readonly WindowCell<TValue> cell = ref entry.Value;
            sink.Push((_table.KeyOf(in entry), cell.HasBack ? _reduce(cell.Front, cell.Back) : cell.Front));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PushBack<TSink>(ReadOnlySpan<int> slots, ref TSink sink)
        where TSink : struct, IRecordSink<(TKey Key, TValue Value)>
    {
        foreach (int slot in slots)
        {
            if (slot >= _frontKeys)
            {
                ref readonly CombineTable<TKey, TStored, WindowCell<TValue>, TKeys>.Entry entry = ref _table.At(slot);
                sink.Push((_table.KeyOf(in entry), entry.Value.Back));
            }
        }
    }

    /// <summary>Whether the batches that it has are those of the window, as far as it stands.</summary>
    private bool Agrees(WindowReducedRdd<TKey, TValue> window) =>
        _layers.Where(layer => layer.Time > window.Start).Select(layer => (layer.Time, layer.Source))
            .SequenceEqual(window.Parts.Where(part => part.Time <= End).Select(part => (part.Time, part.Dataset.Origin)));

    /// <summary>Takes in the batches up to a time that are not there yet.</summary>
    private void Enter(WindowReducedRdd<TKey, TValue> window, BatchTime last, int partition, TaskScope task, int number)
    {
        foreach (WindowPart<(TKey Key, TValue Value)> part in window.Parts)
        {
            if (part.Time <= End || part.Time > last)
            {
                continue;
            }

            KeyArena? arena = _detacher is null ? null : new KeyArena(poison: _job.PoisonBuffers);
            var layer = new WindowLayer<TValue>(part.Time, part.Dataset.Origin, _layerSize, arena);
            _layers.Enqueue(layer);
            _back.Begin(layer);
            using var entrance = new WindowEntrance<TKey, TStored, TValue, TKeys>(_table, _back, _keys, task, number);
            entrance.Run(part.Dataset, partition);
            _layerSize = layer.Count;
            End = part.Time;
        }
    }

    /// <summary>Makes all batches the front.</summary>
    private void Turn()
    {
        CombineTable<TKey, TStored, WindowCell<TValue>, TKeys> turned = NewTable(_table.Count);
        int[] moved = ArrayPool<int>.Shared.Rent(_table.Count);
        try
        {
            moved.AsSpan(0, _table.Count).Fill(-1);
            foreach (WindowLayer<TValue> layer in _layers.Reverse())
            {
                layer.KeysOfLater = turned.Count;
                Turn(layer, turned, moved);
            }
        }
        catch
        {
            turned.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(moved);
        }

        _table.Dispose();
        _table = turned;
        _frontKeys = turned.Count;
        _back.Turn();
    }

    private void Turn(WindowLayer<TValue> layer, CombineTable<TKey, TStored, WindowCell<TValue>, TKeys> turned, int[] moved)
    {
        Span<int> slots = layer.Slots;
        Span<TValue> values = layer.Values;
        for (int i = 0; i < slots.Length; i++)
        {
            ref int slot = ref moved[slots[i]];
            if (slot < 0)
            {
                ref readonly CombineTable<TKey, TStored, WindowCell<TValue>, TKeys>.Entry entry = ref _table.At(slots[i]);
                slot = turned.Count;
                turned.FindOrAdd(in entry.Key, entry.Hash, out _) = new WindowCell<TValue> { Front = values[i], Slot = slot };
            }
            else
            {
                ref TValue front = ref turned.At(slot).Value.Front;
                (values[i], front) = (front, _reduce(values[i], front));
            }

            slots[i] = slot;
        }
    }

    /// <summary>Puts back what the front comes to without its oldest batch.</summary>
    private void LeaveFront(WindowLayer<TValue> layer)
    {
        Span<CombineTable<TKey, TStored, WindowCell<TValue>, TKeys>.Entry> entries = _table.Entries;
        Span<TValue> values = layer.Values;
        ReadOnlySpan<int> slots = layer.Slots;
        for (int i = 0; i < slots.Length; i++)
        {
            entries[slots[i]].Value.Front = slots[i] < layer.KeysOfLater ? values[i] : default!;
        }

        _frontKeys = layer.KeysOfLater;
        layer.Dispose();
    }

    private CombineTable<TKey, TStored, WindowCell<TValue>, TKeys> NewTable(int capacity) =>
        new(_keys, capacity, new KeyArena(poison: _job.PoisonBuffers));
}
