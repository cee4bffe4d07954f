using System.Runtime.CompilerServices;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Windows;

/// <summary>Takes batches in at the newer end of a window, one after the other.</summary>
/// <param name="reduce">Combines two values.</param>
/// <param name="detacher">Copies values that point into the batches' blocks, or null if they do not.</param>
internal sealed class WindowBack<TValue>(Func<TValue, TValue, TValue> reduce, Detacher<TValue>? detacher)
{
    private readonly List<int> _slots = [];
    private WindowLayer<TValue>? _layer;
    private int _keys;

    /// <summary>The keys of the batches after the turn, in order of first appearance.</summary>
    internal List<int> Slots => _slots;

    /// <summary>Begins anew, after a turn.</summary>
    /// <param name="keys">How many keys the table has.</param>
    internal void Turn(int keys)
    {
        _slots.Clear();
        _keys = keys;
    }

    /// <summary>Begins a batch.</summary>
    internal void Begin(WindowLayer<TValue> layer) => _layer = layer;

    /// <summary>A value of a key that is new in the table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal WindowCell<TValue> Create(TValue value) => Add(new WindowCell<TValue> { Slot = _keys++ }, value);

    /// <summary>A value of a key that the table has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal WindowCell<TValue> Add(WindowCell<TValue> cell, TValue value)
    {
        TValue own = detacher is null ? value : detacher.Detach(value, _layer!.Arena);
        _layer!.Add(cell.Slot, own);
        if (cell.HasBack)
        {
            cell.Back = reduce(cell.Back, own);
            return cell;
        }

        _slots.Add(cell.Slot);
        cell.Back = own;
        cell.HasBack = true;
        return cell;
    }

    /// <summary>This as the combiner of a table.</summary>
    internal readonly struct Combiner(WindowBack<TValue> back) : ICombiner<TValue, WindowCell<TValue>>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public WindowCell<TValue> Create(TValue value) => back.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public WindowCell<TValue> Add(WindowCell<TValue> combined, TValue value) => back.Add(combined, value);

        public WindowCell<TValue> Merge(WindowCell<TValue> left, WindowCell<TValue> right) =>
            throw new NotSupportedException("The cells of one window are not merged.");
    }
}
