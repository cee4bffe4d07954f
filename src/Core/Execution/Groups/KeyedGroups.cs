namespace OrleansStream.Execution;

/// <summary>Brings the pairs of one partition together by key, those of one dataset or of two that are partitioned alike.</summary>
/// <remarks>
/// If they take more than the partition's share of the memory limit, they go to disk by hash range, and the groups come one range after the
/// other. The share depends on the options and the plan only, and sizes on the records, so the order of the groups does not depend on how the
/// batch ran.
/// </remarks>
internal sealed class KeyedGroups<TKey, TStored, TKeys> : IDisposable
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    // Chunks between two looks at how large everything is.
    private const int ChunksBetweenLooks = 4;

    private readonly List<IGroupedValues> _sides = [];
    private readonly BlockStore _store;
    private readonly CombineHints _hints;
    private readonly TaskScope _task;
    private readonly long _share;
    private bool _canSpill = true;
    private bool _spilled;
    private int _chunks;
    private int _next;

    internal KeyedGroups(Rdd rdd, TKeys keys, CombineHints hints, TaskScope task, int number)
    {
        _store = rdd.Scope.Job.Blocks;
        _hints = hints;
        _task = task;
        _share = _store.Limit / ShuffleDependency.ShareOfShuffle / rdd.PartitionCount;
        Keys = keys;
        Number = number;
        Numbers = new CombineTable<TKey, TStored, int, TKeys>(keys, hints.Reduce, arena: null);
    }

    internal TKeys Keys { get; }

    /// <summary>The number of the operator in the task.</summary>
    internal int Number { get; }

    /// <summary>The keys, numbered in order of first appearance. What they point into stays while the task runs, so they are not copied.</summary>
    internal CombineTable<TKey, TStored, int, TKeys> Numbers { get; private set; }

    /// <summary>A place for the values of a dataset; there are as many as there will be before the first is filled.</summary>
    internal GroupedValues<TKey, TStored, TValue, TKeys> NewSide<TValue>()
    {
        var side = new GroupedValues<TKey, TStored, TValue, TKeys>(this, _store, _task);
        _sides.Add(side);
        return side;
    }

    /// <summary>Called between two chunks of the input.</summary>
    internal void Look()
    {
        if (++_chunks % ChunksBetweenLooks == 0 && IsLarge)
        {
            Spill();
        }
    }

    /// <summary>Makes groups of what was added: of all of it, or of the next hash range.</summary>
    /// <param name="lasting">Whether lists of values outlive the task.</param>
    /// <returns>False when there are no more.</returns>
    internal bool Next(bool lasting)
    {
        if (_next == 0)
        {
            _hints.Reduce = Numbers.Count;
            if (_spilled || IsLarge)
            {
                // All must be there: a range has the whole of its keys.
                Spill();
            }
        }

        if (_next == (_spilled ? HashRange.Count : 1))
        {
            return false;
        }

        int range = _next++;
        if (_spilled)
        {
            Renew();
            _sides.ForEach(side => side.Read(range));
        }

        _sides.ForEach(side => side.Arrange(lasting));
        return true;
    }

    public void Dispose()
    {
        Numbers.Dispose();
        _sides.ForEach(side => side.Dispose());
    }

    private bool IsLarge => Numbers.Bytes + _sides.Sum(side => side.Bytes) > _share;

    private void Spill()
    {
        _canSpill = _canSpill && _sides.TrueForAll(side => side.CanSpill());
        if (_canSpill)
        {
            _spilled = true;
            _sides.ForEach(side => side.Spill());
            Renew();
        }
    }

    private void Renew()
    {
        Numbers.Dispose();
        Numbers = new CombineTable<TKey, TStored, int, TKeys>(Keys, 0, arena: null);
    }
}
