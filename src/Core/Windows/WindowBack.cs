using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Windows;

/// <summary>Takes batches in at the newer end of a window, one after the other.</summary>
/// <param name="reduce">Combines two values.</param>
/// <param name="detacher">Copies values that point into the batches' blocks, or null if they do not.</param>
internal sealed class WindowBack<TValue>(Func<TValue, TValue, TValue> reduce, Detacher<TValue>? detacher)
{
    private readonly List<int> _slots = [];
    private WindowLayer<TValue>? _layer;

    /// <summary>The keys of the batches after the turn, in order of first appearance.</summary>
    internal List<int> Slots => _slots;

    /// <summary>Begins anew, after a turn.</summary>
    internal void Turn() => _slots.Clear();

    /// <summary>Begins a batch.</summary>
    internal void Begin(WindowLayer<TValue> layer) => _layer = layer;

    /// <summary>A value of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(ref WindowCell<TValue> cell, TValue value)
    {
        TValue own = detacher is null ? value : detacher.Detach(value, _layer!.Arena);
        _layer!.Add(cell.Slot, own);
        if (cell.HasBack)
        {
            cell.Back = reduce(cell.Back, own);
            return;
        }

        _slots.Add(cell.Slot);
        cell.Back = own;
        cell.HasBack = true;
    }
}
