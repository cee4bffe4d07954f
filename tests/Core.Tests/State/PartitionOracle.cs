using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream.Core.Tests.Stateful;

/// <summary>A partition of state beside a dictionary for each of its versions; every step is made on both.</summary>
internal sealed class PartitionOracle<TKey, TStored, TState, TKeys>(
    TablePartition<TKey, TStored, TState, TKeys> partition, TKeys keys, Random random, Func<int, TKey> keyOf, Func<int, TState> stateOf)
    where TKey : notnull
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private readonly SortedDictionary<long, Dictionary<TKey, (TState State, long Stamp)>> _versions = new() { [StateLayers<TState>.Never] = [] };
    private readonly HashSet<TKey> _known = [];
    private readonly List<(SnapshotReader<TKey, TState> Reader, Dictionary<TKey, (TState State, long Stamp)> Wanted, List<StateEntry<TKey, TState>> Got)> _readers = [];
    private readonly List<StateTable<TKey, TStored, TState, TKeys>> _tables = [.. Enumerable.Range(0, partition.GroupCount).Select(partition.Table)];
    private long _base = StateLayers<TState>.Never;

    private long Newest => _versions.Keys.Max();

    internal void Load(int count)
    {
        _base = 0;
        partition.Promote(_base);
        _versions.Clear();
        _versions[_base] = [];
        foreach (int number in Enumerable.Range(0, count))
        {
            (TKey key, TState state, long stamp) = (keyOf(number), stateOf(random.Next(1000)), -random.Next(1, 50));
            _versions[_base][key] = (state, stamp);
            _known.Add(key);
        }

        // In an order of no meaning, as changes come.
        TKey[] all = [.. _versions[_base].Keys];
        partition.Reserve(random.Next(2) * count);
        partition.Load(all, HashesOf(all), [.. all.Select(key => _versions[_base][key].State)], [.. all.Select(key => _versions[_base][key].Stamp)]);
        TKey[] removed = [.. all.Where(_ => random.Next(4) == 0)];
        partition.LoadRemoved(removed, HashesOf(removed));
        foreach (TKey key in removed)
        {
            _versions[_base].Remove(key);
        }
    }

    internal void Step(int keyCount)
    {
        switch (random.Next(12))
        {
            case 0 or 1:
                Batch(random.Next(1, 60), keyCount);
                break;
            case 2:
                Batch(random.Next(keyCount * 2), keyCount);
                break;
            case 3:
                RollBack();
                break;
            case 4:
                Promote();
                break;
            case 5:
                Repeat(keyCount);
                break;
            case 6:
                _readers.Add((partition.Read(partition.FirstGroup, partition.GroupCount, Any()), [], []));
                _readers[^1] = _readers[^1] with { Wanted = new(_versions[_readAt]) };
                break;
            case 7 or 8:
                ReadOn();
                break;
            case 9:
                CheckChanges();
                break;
            case 10:
                CheckIdle();
                break;
            default:
                CheckAll();
                break;
        }
    }

    internal void Finish()
    {
        CheckAll();
        while (_readers.Count > 0)
        {
            ReadOn();
        }
    }

    private long _readAt;

    private long Any() => _readAt = _versions.Keys.ElementAt(random.Next(_versions.Count));

    private int GroupOf(TKey key) => partition.FirstGroup + partition.TableIndexOf(keys.Hash(key));

    private void Batch(int writes, int keyCount)
    {
        long time = Math.Max(Newest, 0) + random.Next(1, 4);
        partition.Begin(time, Newest);
        _versions[time] = new(_versions[Newest]);
        Write(time, writes, keyCount);
    }

    /// <summary>A task that fails halfway and is run again.</summary>
    private void Repeat(int keyCount)
    {
        if (Newest == _base)
        {
            return;
        }

        CloseReaders();
        long time = Newest;
        long from = _versions.Keys.Where(version => version < time).Max();
        partition.Begin(time, from);
        _versions[time] = new(_versions[from]);
        Write(time, random.Next(80), keyCount);
    }

    private void Write(long time, int writes, int keyCount)
    {
        Dictionary<TKey, (TState State, long Stamp)> wanted = _versions[time];
        partition.Gate.EnterWriter();
        for (int i = 0; i < writes; i++)
        {
            TKey key = keyOf(random.Next(keyCount));
            TStored stored = keys.Form(key, out ulong hash);
            StateTable<TKey, TStored, TState, TKeys> table = partition.TableOf(hash);
            int place = table.Find(in stored, hash, out bool found);
            bool live = found && table.At(place).IsLive;
            Assert.Equal(wanted.ContainsKey(key), live);
            TState state = stateOf(random.Next(1000));
            switch (random.Next(5))
            {
                case 0 when live:
                    table.Remove(place);
                    wanted.Remove(key);
                    break;
                case 1 when live:
                    table.Touch(place);
                    wanted[key] = wanted[key] with { Stamp = time };
                    break;
                case 2 or 3 or 4 when found:
                    table.Write(place, state);
                    wanted[key] = (state, time);
                    break;
                case 2 or 3 or 4:
                    table.Insert(place, in stored, hash, state);
                    wanted[key] = (state, time);
                    break;
            }

            _known.Add(key);
        }

        partition.Gate.ExitWriter();
    }

    private void RollBack()
    {
        long version = Any();
        partition.RollBackTo(version);
        foreach (long undone in _versions.Keys.Where(other => other > version).ToArray())
        {
            _versions.Remove(undone);
        }

        Assert.Equal(Newest, partition.Newest);
        CloseReaders();
    }

    /// <summary>Versions that may be undone are not read.</summary>
    private void CloseReaders()
    {
        foreach ((StateReader<TKey, TState> reader, _, _) in _readers)
        {
            reader.Dispose();
        }

        _readers.Clear();
    }

    private void Promote()
    {
        _base = Any();
        partition.Promote(_base);
        foreach (long gone in _versions.Keys.Where(version => version < _base).ToArray())
        {
            _versions.Remove(gone);
            Assert.False(partition.TryLookUp(keyOf(0), gone, out _));
            Assert.Null(partition.Measure(gone));
            Assert.Null(partition.TryScan(gone));
            Assert.Throws<InvalidOperationException>(() => partition.RollBackTo(gone));
        }

        Assert.Equal(_base, partition.Base);
        for (int i = 0; i < _tables.Count; i++)
        {
            int kept = _versions.Values.SelectMany(version => version.Keys).Distinct().Count(key => partition.TableIndexOf(keys.Hash(key)) == i);
            Assert.InRange(_tables[i].Tombstones, 0, kept + (_tables[i].Live / 4) + 8 + 1000);
        }
    }

    private void ReadOn()
    {
        if (_readers.Count == 0)
        {
            return;
        }

        int index = random.Next(_readers.Count);
        (SnapshotReader<TKey, TState> reader, Dictionary<TKey, (TState State, long Stamp)> wanted, List<StateEntry<TKey, TState>> got) = _readers[index];
        int room = random.Next(1, 40);
        int count;
        int way = random.Next(3);
        if (way == 0)
        {
            var columns = new StateColumns<TKey, TState>(room);
            bool more = reader.Fill(columns);
            got.AddRange(EntriesOf(columns));
            count = more ? 1 : 0;
        }
        else if (way == 1)
        {
            var entries = new StateEntry<TKey, TState>[room];
            count = reader.Read(entries);
            got.AddRange(entries.AsSpan(0, count));
        }
        else
        {
            // What pairs do not tell is taken from what is wanted.
            var pairs = new (TKey Key, TState Value)[room];
            count = reader.Read(pairs);
            got.AddRange(pairs.Take(count).Select(pair => new StateEntry<TKey, TState>(
                0, pair.Key, pair.Value, wanted.GetValueOrDefault(pair.Key).Stamp, IsRemoved: false)));
        }

        if (count == 0)
        {
            Assert.Equal(wanted.OrderBy(pair => pair.Key), got.Select(Pair).OrderBy(pair => pair.Key));
            reader.Dispose();
            _readers.RemoveAt(index);
        }
    }

    private void CheckChanges()
    {
        long after = Any();
        long version = _versions.Keys.Where(other => other >= after).ElementAt(random.Next(_versions.Keys.Count(other => other >= after)));
        using StateReader<TKey, TState> reader = partition.ReadChanges(after, version);
        List<StateEntry<TKey, TState>> changes = ReadToEnd(reader);
        var replayed = new Dictionary<TKey, (TState, long)>(_versions[after]);
        Assert.Equal(changes.Count, changes.Select(change => change.Key).Distinct().Count());
        foreach (StateEntry<TKey, TState> change in changes)
        {
            Assert.Equal(GroupOf(change.Key), change.Group);
            if (change.IsRemoved)
            {
                replayed.Remove(change.Key);
            }
            else
            {
                replayed[change.Key] = (change.State, change.Stamp);
            }
        }

        Assert.Equal(_versions[version].OrderBy(pair => pair.Key), replayed.OrderBy(pair => pair.Key));
        Assert.InRange(changes.Count, 0, partition.CountChanges(after, version));
    }

    private ulong[] HashesOf(TKey[] all) => [.. all.Select(keys.Hash)];

    /// <summary>Takes idle keys out, as a batch does.</summary>
    private void CheckIdle()
    {
        long time = Math.Max(Newest, 0) + 1;
        partition.Begin(time, Newest);
        Dictionary<TKey, (TState State, long Stamp)> wanted = new(_versions[Newest]);
        long before = time - random.Next(1, 12);
        var places = new List<int>();
        for (int i = 0; i < _tables.Count; i++)
        {
            TKey[] idle = [.. wanted.Where(pair => pair.Value.Stamp < before && partition.TableIndexOf(keys.Hash(pair.Key)) == i).Select(pair => pair.Key)];
            if (partition.SpilledAt(i) is { } group && group.OldestStamp >= before)
            {
                Assert.Empty(idle);
                continue;
            }

            places.Clear();
            StateTable<TKey, TStored, TState, TKeys> table = partition.Table(i);
            table.TakeIdle(before, places);
            Assert.Equal(idle.Order(), places.Select(place => table.KeyOf(in table.At(place))).Order());
            Assert.Equal(places.Select(place => table.At(place).Newest.Stamp).Order(), places.Select(place => table.At(place).Newest.Stamp));
            foreach (int place in places)
            {
                wanted.Remove(table.KeyOf(in table.At(place)));
                table.Remove(place);
            }
        }

        _versions[time] = wanted;
    }

    private void CheckAll()
    {
        Assert.Equal(_versions[Newest].Count, partition.Keys);
        foreach ((long version, Dictionary<TKey, (TState State, long Stamp)> wanted) in _versions)
        {
            foreach (TKey key in _known)
            {
                bool isThere = wanted.TryGetValue(key, out (TState State, long Stamp) there);
                Assert.True(partition.TryLookUp(key, version, out StateLookup<TState> found));
                Assert.Equal(new StateLookup<TState>(isThere, there.State, there.Stamp), found);
            }

            Assert.Equal((wanted.Count, partition.Bytes), partition.Measure(version));
            ILookup<int, KeyValuePair<TKey, (TState State, long Stamp)>> byGroup = wanted.ToLookup(pair => GroupOf(pair.Key));
            for (int group = partition.FirstGroup; group < partition.FirstGroup + partition.GroupCount; group++)
            {
                using StateReader<TKey, TState> reader = partition.Read(group, 1, version);
                Assert.Equal(byGroup[group].OrderBy(pair => pair.Key), ReadToEnd(reader).Select(Pair).OrderBy(pair => pair.Key));
            }
        }
    }

    private static KeyValuePair<TKey, (TState, long)> Pair(StateEntry<TKey, TState> entry) => new(entry.Key, (entry.State, entry.Stamp));

    private IEnumerable<StateEntry<TKey, TState>> EntriesOf(StateColumns<TKey, TState> columns) =>
    [
        .. Enumerable.Range(0, columns.Keys.Length).Select(i =>
            new StateEntry<TKey, TState>(GroupOf(columns.Keys[i]), columns.Keys[i], columns.States[i], columns.Stamps[i], IsRemoved: false)),
        .. columns.Removed.ToArray().Select(key => new StateEntry<TKey, TState>(GroupOf(key), key, default!, 0, IsRemoved: true)),
    ];

    private List<StateEntry<TKey, TState>> ReadToEnd(StateReader<TKey, TState> reader)
    {
        var all = new List<StateEntry<TKey, TState>>();
        if (random.Next(2) == 0)
        {
            var columns = new StateColumns<TKey, TState>(9);
            while (reader.Fill(columns))
            {
                all.AddRange(EntriesOf(columns));
                columns.Clear();
            }

            all.AddRange(EntriesOf(columns));
            return all;
        }

        var entries = new StateEntry<TKey, TState>[7];
        while (reader.Read(entries) is > 0 and int count)
        {
            all.AddRange(entries.AsSpan(0, count));
        }

        return all;
    }
}
