using System.Runtime.InteropServices;

namespace OrleansStream.Stateful;

/// <content>Keys that have not been used for long.</content>
internal sealed partial class StateTable<TKey, TStored, TState, TKeys>
{
    /// <summary>Finds the keys that were last used before a time.</summary>
    /// <param name="before">The time, exclusive, in milliseconds.</param>
    /// <param name="places">Takes their places; those used longest ago first, and of one batch by hash.</param>
    internal void TakeIdle(long before, List<int> places)
    {
        IdleLog idle = _idle ?? throw new InvalidOperationException("The table does not watch idle keys.");
        if (Live == 0)
        {
            return;
        }

        if (idle.IsInvalid || idle.Notes.Length > 64 + (2 * Live))
        {
            Renew(idle);
        }

        // Those that are taken now are noted until they are gone: the batch may fail before.
        while (!idle.Notes.IsEmpty && !Counts(idle.Notes[0]))
        {
            idle.Skip();
        }

        foreach ((long stamp, int place) in idle.Notes)
        {
            if (stamp >= before)
            {
                break;
            }

            if (Counts((stamp, place)))
            {
                places.Add(place);
            }
        }

        places.Sort((left, right) => Order(in At(left), in At(right)));
    }

    /// <summary>Whether a note says when a key was used last.</summary>
    private bool Counts((long Stamp, int Place) note) => At(note.Place).IsLive && At(note.Place).Newest.Stamp == note.Stamp;

    private static int Order(ref readonly StateSlot<TStored, TState> left, ref readonly StateSlot<TStored, TState> right) =>
        left.Newest.Stamp != right.Newest.Stamp ? left.Newest.Stamp.CompareTo(right.Newest.Stamp) : left.Newest.Mark.CompareTo(right.Newest.Mark);

    private void Renew(IdleLog idle)
    {
        var notes = new List<(long Stamp, int Place)>(Live);
        if (idle.IsInvalid)
        {
            for (int place = 0; place < Slots.Length; place++)
            {
                if (At(place).IsLive)
                {
                    notes.Add((At(place).Newest.Stamp, place));
                }
            }

            notes.Sort();
        }
        else
        {
            foreach ((long Stamp, int Place) note in idle.Notes)
            {
                if (Counts(note))
                {
                    notes.Add(note);
                }
            }
        }

        idle.Set(CollectionsMarshal.AsSpan(notes));
    }
}
