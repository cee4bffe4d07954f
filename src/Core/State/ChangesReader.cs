using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Walks the layers of a partition for the keys that batches have written.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
internal sealed class ChangesReader<TKey, TStored, TState, TKeys>(
    TablePartition<TKey, TStored, TState, TKeys> partition, StateLayers<TState> layers, long after, long version)
    : StateReader<TKey, TState>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private const int Ahead = 16;

    private long _time = StateLayers<TState>.Never;
    private int _record;

    internal override int Read(Span<StateEntry<TKey, TState>> entries)
    {
        using Lock.Scope scope = partition.Gate.EnterReader();
        int count = 0;
        for (int i = layers.IndexAfter(after); i < layers.Count && layers[i].Time <= version; i++)
        {
            StateLayer<TState> layer = layers[i];
            if (layer.Time < _time)
            {
                continue;
            }

            if (layer.Time > _time)
            {
                (_time, _record) = (layer.Time, 0);
            }

            for (; _record < layer.Count && count < entries.Length; _record++)
            {
                if (_record + Ahead < layer.Count)
                {
                    Prefetch(in layer[_record + Ahead]);
                }

                ref UndoRecord<TState> before = ref layer[_record];
                StateTable<TKey, TStored, TState, TKeys> table = partition.Table(before.Table);
                ref StateSlot<TStored, TState> slot = ref table.At(before.Slot);
                bool live = table.TryRead(in slot, version, out TState state, out long stamp);

                // Another batch of the range may have written it again.
                if (stamp == layer.Time)
                {
                    entries[count++] = new StateEntry<TKey, TState>(
                        partition.FirstGroup + before.Table, table.KeyOf(in slot), live ? state : default!, stamp, IsRemoved: !live);
                }
            }

            if (_record < layer.Count)
            {
                break;
            }
        }

        return count;
    }

    public override void Dispose()
    {
    }

    private void Prefetch(ref readonly UndoRecord<TState> record) => partition.Places[record.Table].Prefetch((ulong)record.Slot);
}
