using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>The tables that a task combines pairs into, one for each target. When they have grown beyond the task's share of the memory limit
/// they go to disk as runs, and new ones begin.</summary>
internal sealed class SpillingTables<TKey, TStored, TValue, TKeys> : IDisposable
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    // Chunks between two looks at how large the tables are.
    private const int ChunksBetweenLooks = 4;
    private const int ChunksBetweenThoroughLooks = 64;
    private const int FewEntries = 8;

    private readonly TKeys _keys;
    private readonly JobRuntime _job;
    private readonly long _share;
    private readonly KeyArena?[] _arenas;
    private RunWriter<TKey, TValue>? _writer;
    private int _chunks;

    /// <param name="keys">How keys are kept.</param>
    /// <param name="job">The job.</param>
    /// <param name="share">How many bytes the tables may take together.</param>
    /// <param name="count">How many tables.</param>
    /// <param name="capacity">How many keys to make room for in each at first.</param>
    /// <param name="copyKeys">Whether the tables outlive what keys point into.</param>
    internal SpillingTables(TKeys keys, JobRuntime job, long share, int count, int capacity, bool copyKeys)
    {
        _keys = keys;
        _job = job;
        _share = share;
        _arenas = new KeyArena?[count];
        Tables = new CombineTable<TKey, TStored, TValue, TKeys>[count];
        for (int i = 0; i < count; i++)
        {
            Renew(i, capacity, copyKeys);
        }
    }

    /// <summary>The tables as they are now; a full one is replaced between two chunks.</summary>
    internal CombineTable<TKey, TStored, TValue, TKeys>[] Tables { get; }

    /// <summary>What is on disk for each target, or null for nothing.</summary>
    internal RunBucket<TKey, TValue>[]? Runs { get; private set; }

    private bool AreLarge => Tables.Sum(table => table.Bytes) > _share;

    /// <summary>Called between two chunks of the input: writes the tables out when they have become too large.</summary>
    internal void Look()
    {
        if (++_chunks % ChunksBetweenLooks != 0)
        {
            return;
        }

        // What entries refer to is looked at seldom while they are few.
        bool fewEntries = Tables.Sum(table => table.EntryBytes) < _share / FewEntries;
        if ((!fewEntries || _chunks % ChunksBetweenThoroughLooks == 0) && AreLarge)
        {
            Spill();
        }
    }

    /// <summary>No pair follows: if anything is on disk, or <paramref name="spillIfLarge"/> is set and the tables are too large, all goes there.</summary>
    internal void Complete(bool spillIfLarge)
    {
        if (Runs is not null || (spillIfLarge && AreLarge))
        {
            Spill();
        }
    }

    /// <summary>Copies values that point into blocks, once for each key: the blocks stay until the task has ended, and no longer.</summary>
    internal void DetachValues(Detacher<TValue> detacher)
    {
        for (int i = 0; i < Tables.Length; i++)
        {
            foreach (ref CombineTable<TKey, TStored, TValue, TKeys>.Entry entry in Tables[i].Entries)
            {
                entry.Value = detacher.Detach(entry.Value, _arenas[i]);
            }
        }
    }

    /// <summary>Frees everything.</summary>
    public void Dispose()
    {
        Array.ForEach(Tables, table => table.Dispose());
        Array.ForEach(Runs ?? [], runs => runs.Dispose());
    }

    /// <summary>Writes out what the tables hold and empties them, if it can be encoded.</summary>
    private void Spill()
    {
        if (_writer is null)
        {
            if (_job.Blocks.CodecFor<(TKey Key, TValue Value)>() is not { } codec)
            {
                _job.Blocks.TellThatItStays<(TKey Key, TValue Value)>();
                return;
            }

            _writer = new RunWriter<TKey, TValue>(_job.Blocks, codec);
            Runs = [.. Tables.Select(_ => _writer.NewBucket())];
        }

        for (int i = 0; i < Tables.Length; i++)
        {
            if (Tables[i].Count > 0)
            {
                _writer.Write(Runs![i], Tables[i]);
                Tables[i].Dispose();
                Renew(i, capacity: 0, copyKeys: _arenas[i] is not null);
            }
        }
    }

    private void Renew(int target, int capacity, bool copyKeys)
    {
        _arenas[target] = copyKeys ? new KeyArena(poison: _job.PoisonBuffers) : null;
        Tables[target] = new CombineTable<TKey, TStored, TValue, TKeys>(_keys, capacity, _arenas[target]);
    }
}
