using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansStream.Encoding;

namespace OrleansStream.Stateful;

/// <summary>What one batch has overwritten in a partition's state, in order of writing, in pieces so that growing copies nothing.</summary>
/// <typeparam name="TState">States.</typeparam>
/// <param name="time">The batch time in milliseconds.</param>
/// <param name="keysBefore">How many keys had a state before the batch.</param>
/// <param name="spare">Pieces to use before new ones are made.</param>
internal sealed class StateLayer<TState>(long time, long keysBefore, Stack<UndoRecord<TState>[]> spare)
{
    /// <summary>Records in a piece; a power of two.</summary>
    internal const int PieceLength = 1024;

    private const int Ahead = 8;

    private readonly List<UndoRecord<TState>[]> _pieces = [];
    private UndoRecord<TState>[] _current = [];
    private int _used;
    private int _countBefore;

    internal long Time => time;

    internal long KeysBefore => keysBefore;

    internal int Count => _countBefore + _used;

    internal int PieceCount => _pieces.Count;

    /// <summary>The record of a number.</summary>
    internal ref UndoRecord<TState> this[int index] => ref _pieces[index / PieceLength][index % PieceLength];

    /// <summary>Keeps what a slot was, unless the batch has written it before.</summary>
    /// <typeparam name="TStored">Keys as slots hold them.</typeparam>
    /// <param name="slot">The slot, which is about to be written.</param>
    /// <param name="table">Its table's number.</param>
    /// <param name="place">Its place there.</param>
    /// <returns>Whether the batch writes it for the first time.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TrySave<TStored>(ref StateSlot<TStored, TState> slot, int table, int place)
    {
        if (slot.Newest.Stamp == Time)
        {
            return false;
        }

        if (_used >= _current.Length)
        {
            AddPiece();
        }

        int used = _used++;
        ref UndoRecord<TState> record = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_current), used);
        Prefetching.Behind(in record, Ahead);
        record.Before = slot.Newest;
        record.Slot = place;
        record.Table = table;
        slot.Newest.Stamp = Time;
        slot.Newest.Undo = _countBefore + used;
        return true;
    }

    /// <summary>Gives the pieces back.</summary>
    internal void Clear()
    {
        foreach (UndoRecord<TState>[] piece in _pieces)
        {
            if (RuntimeHelpers.IsReferenceOrContainsReferences<TState>())
            {
                Array.Clear(piece);
            }

            spare.Push(piece);
        }

        _pieces.Clear();
        _current = [];
        _used = _countBefore = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddPiece()
    {
        _countBefore += _used;
        _used = 0;
        _current = spare.TryPop(out UndoRecord<TState>[]? piece) ? piece : new UndoRecord<TState>[PieceLength];
        _pieces.Add(_current);
    }
}
