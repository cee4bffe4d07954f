using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

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

    internal long Time => time;

    internal long KeysBefore => keysBefore;

    internal int Count { get; private set; }

    internal int PieceCount => _pieces.Count;

    /// <summary>The record of a number.</summary>
    internal ref UndoRecord<TState> this[int index] => ref _pieces[index / PieceLength][index % PieceLength];

    /// <summary>Keeps what a slot was, unless the batch has written it before.</summary>
    /// <typeparam name="TStored">Keys as slots hold them.</typeparam>
    /// <param name="slot">The slot, which is about to be written.</param>
    /// <param name="table">Its table's number.</param>
    /// <param name="place">Its place there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Save<TStored>(ref StateSlot<TStored, TState> slot, int table, int place)
    {
        if (slot.Stamp == Time)
        {
            return;
        }

        int number = Count++;
        if ((number & (PieceLength - 1)) == 0)
        {
            AddPiece();
        }

        ref UndoRecord<TState> before = ref _current[number & (PieceLength - 1)];
        PrefetchAfter(ref before);
        before.State = slot.State;
        before.Stamp = slot.Stamp;
        before.Undo = slot.Undo;
        before.Slot = place;
        before.Table = table;
        before.WasLive = slot.IsLive;
        slot.Stamp = Time;
        slot.Undo = number;
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
        Count = 0;
    }

    /// <summary>Asks the processor to load the place of a record that will be written soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void PrefetchAfter(ref UndoRecord<TState> record)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref record, Ahead)));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddPiece()
    {
        _current = spare.TryPop(out UndoRecord<TState>[]? piece) ? piece : new UndoRecord<TState>[PieceLength];
        _pieces.Add(_current);
    }
}
