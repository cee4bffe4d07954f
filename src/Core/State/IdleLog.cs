namespace OrleansStream.Stateful;

/// <summary>In which order the keys of a table were used last, so that idle ones are found without looking at the others.</summary>
/// <remarks>
/// A key is noted each time a batch first uses it; a note counts only as long as the slot has its stamp. Notes that no longer count are
/// thrown away when they outnumber the keys, so each use of a key costs a constant share of that. Where slots move or go back to older versions
/// the log is made anew from the slots, at the next question.
/// </remarks>
internal sealed class IdleLog
{
    private (long Stamp, int Place)[] _notes = [];
    private int _first;
    private int _end;

    /// <summary>Whether the notes do not agree with the slots.</summary>
    internal bool IsInvalid { get; private set; }

    internal long Bytes => (long)_notes.Length * 16;

    /// <summary>The notes, oldest first.</summary>
    internal ReadOnlySpan<(long Stamp, int Place)> Notes => _notes.AsSpan(_first, _end - _first);

    internal void Invalidate()
    {
        IsInvalid = true;
        _first = _end = 0;
    }

    /// <summary>Notes that a batch uses a key.</summary>
    internal void Add(long stamp, int place)
    {
        if (IsInvalid)
        {
            return;
        }

        if (_end == _notes.Length)
        {
            MakeRoom();
        }

        _notes[_end++] = (stamp, place);
    }

    /// <summary>Forgets the oldest note.</summary>
    internal void Skip() => _first++;

    /// <summary>Puts notes in the place of all others.</summary>
    /// <param name="notes">The notes, oldest first.</param>
    internal void Set(ReadOnlySpan<(long Stamp, int Place)> notes)
    {
        // May be a part of the present ones.
        (long Stamp, int Place)[] kept = notes.Length > _notes.Length || _notes.Length > 4 * (notes.Length + 8) ? new (long, int)[notes.Length + 8] : _notes;
        notes.CopyTo(kept);
        _notes = kept;
        _first = 0;
        _end = notes.Length;
        IsInvalid = false;
    }

    private void MakeRoom()
    {
        ReadOnlySpan<(long Stamp, int Place)> notes = Notes;
        (long Stamp, int Place)[] room = notes.Length >= _notes.Length / 2 ? new (long, int)[Math.Max(8, _notes.Length * 2)] : _notes;
        notes.CopyTo(room);
        (_notes, _first, _end) = (room, 0, notes.Length);
    }
}
