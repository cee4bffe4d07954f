using System.Numerics;

namespace OrleansStream.Checkpoints;

/// <summary>What is to be done about the parts of an operator's stored state. Decisions only.</summary>
/// <remarks>
/// Without upkeep, changes would grow for ever. Small parts of changes are merged by size, as log-structured stores do, so that there are few and each
/// key is written again only a few times. Parts of the snapshot are renewed one after the other, the oldest first, about as many keys as have been
/// changed; changes that no part of the snapshot is older than are then of no use. So there are never more changes than keys, and a commit never
/// writes much more than twice what was changed.
/// </remarks>
internal static class StateUpkeep
{
    // So many parts of about the same size become one.
    private const int PartsOfMerge = 8;

    // Larger parts, in relation to what parts may have, stay as they are: merging them takes long, and there are never many, since changes are
    // never many more than keys.
    private const long PartsToMergeInto = 8;

    // Below it nothing is gained by not writing a snapshot.
    private const long FewEntries = 1000;

    /// <summary>Whether changes are so many that a whole snapshot is less to write than they and the upkeep they bring.</summary>
    /// <param name="parts">The parts there are.</param>
    /// <param name="changed">How many keys have changed since.</param>
    /// <param name="keys">How many keys have a state.</param>
    /// <param name="groups">How many key groups there are; 0 where parts cannot be renewed one by one.</param>
    internal static bool WantsWhole(IReadOnlyList<StoredStatePart> parts, long changed, long keys, int groups)
    {
        keys = Math.Max(keys, FewEntries);
        return changed > keys / 2 || (!HasVersions(parts, groups) && changed + ChangesAfter(parts, null) > keys);
    }

    /// <summary>How many of the first parts are to be renewed now; 0 for none.</summary>
    /// <param name="parts">The parts, the newest changes included.</param>
    /// <param name="keys">How many keys have a state.</param>
    /// <param name="groups">How many key groups there are.</param>
    /// <param name="length">About how many bytes a part shall have.</param>
    internal static int CountStale(IReadOnlyList<StoredStatePart> parts, long keys, int groups, long length)
    {
        StoredStatePart[] snapshot = [.. parts.TakeWhile(part => part.IsSnapshot)];
        if (!HasVersions(parts, groups) || !IsAnyStale(snapshot, parts, Math.Max(keys, FewEntries)))
        {
            return 0;
        }

        // Parts that have become small become one again.
        int count = 1;
        long bytes = snapshot[0].Bytes;
        while (count < snapshot.Length
            && snapshot[count].FirstGroup == snapshot[count - 1].FirstGroup + snapshot[count - 1].Groups
            && bytes + snapshot[count].Bytes <= length)
        {
            bytes += snapshot[count++].Bytes;
        }

        return count;
    }

    /// <summary>The parts without changes that every part of the snapshot has seen.</summary>
    internal static IReadOnlyList<StoredStatePart> WithoutSeen(IReadOnlyList<StoredStatePart> parts, int groups)
    {
        if (!HasVersions(parts, groups))
        {
            return parts;
        }

        BatchTime? seen = parts.Where(part => part.IsSnapshot).Min(part => part.Version);
        return [.. parts.Where(part => part.IsSnapshot || !(part.Version <= seen))];
    }

    /// <summary>How many of the last parts are to become one; 0 for none.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="length">About how many bytes a part shall have.</param>
    internal static int CountToMerge(IReadOnlyList<StoredStatePart> parts, long length)
    {
        if (parts is not [.., { IsSnapshot: false } last])
        {
            return 0;
        }

        int alike = parts.Reverse().TakeWhile(part => !part.IsSnapshot && part.Bytes <= length / PartsToMergeInto && Tier(part) <= Tier(last)).Count();
        return alike >= PartsOfMerge ? alike : 0;
    }

    /// <summary>Whether the parts of the snapshot together have all groups, and say as of when.</summary>
    private static bool HasVersions(IReadOnlyList<StoredStatePart> parts, int groups)
    {
        StoredStatePart[] snapshot = [.. parts.Where(part => part.IsSnapshot)];
        return groups > 0 && snapshot.All(part => part is { Version: not null, Groups: > 0 }) && snapshot.Sum(part => (long)part.Groups) == groups;
    }

    /// <summary>The oldest part may miss as many changes as there are keys, and so on in equal steps to the newest one: parts of the same age
    /// so become due one by one.</summary>
    private static bool IsAnyStale(StoredStatePart[] snapshot, IReadOnlyList<StoredStatePart> parts, long keys)
    {
        for (int i = 0; i < snapshot.Length; i++)
        {
            if (ChangesAfter(parts, snapshot[i].Version) > keys * (snapshot.Length - i) / snapshot.Length)
            {
                return true;
            }
        }

        return false;
    }

    private static long ChangesAfter(IReadOnlyList<StoredStatePart> parts, BatchTime? version) =>
        parts.Where(part => !part.IsSnapshot && !(part.Version <= version)).Sum(part => part.Entries);

    private static int Tier(StoredStatePart part) => BitOperations.Log2((ulong)part.Entries | 1) / BitOperations.Log2(PartsOfMerge);
}
