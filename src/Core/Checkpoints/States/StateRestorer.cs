using OrleansStream.Stateful;

namespace OrleansStream.Checkpoints;

/// <summary>Loads the stored state of an operator on all engine threads.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="format">What parts look like.</param>
/// <param name="storage">Where they are.</param>
/// <param name="operator">The operator's name.</param>
/// <param name="newLoader">Makes what brings entries to their tables, for a thread.</param>
internal sealed class StateRestorer<TKey, TState>(
    StatePartFormat<TKey, TState> format, StateStorage storage, string @operator, Func<StateLoader<TKey, TState>> newLoader)
{
    private readonly StatePartReader<TKey, TState> _reader = new(format, storage.Objects, @operator);
    private readonly (StateLoader<TKey, TState> Loader, StateColumns<TKey, TState> Columns)[] _workers =
    [
        .. Enumerable.Range(0, storage.Threads.Count).Select(_ => (newLoader(), new StateColumns<TKey, TState>(StatePartFormat<TKey, TState>.BlockLength))),
    ];

    /// <summary>Loads parts one after the other, since of a key the last one counts. While one is loaded the next one is read.</summary>
    /// <exception cref="CheckpointException">A part is gone, damaged, or cannot become what the operator's types are now.</exception>
    internal async Task LoadAsync(IReadOnlyList<StoredStatePart> parts, CancellationToken cancellation)
    {
        Task<StatePart<TKey, TState>>? next = null;
        for (int i = 0; i < parts.Count; i++)
        {
            StatePart<TKey, TState> part = await (next ?? _reader.OpenAsync(parts[i], cancellation)).ConfigureAwait(false);
            next = i + 1 < parts.Count ? _reader.OpenAsync(parts[i + 1], cancellation) : null;
            await LoadAsync(part, cancellation).ConfigureAwait(false);
            _workers[0].Loader.MakeRoom();
        }
    }

    private Task LoadAsync(StatePart<TKey, TState> part, CancellationToken cancellation)
    {
        int blocks = part.Blocks.Count;
        int workers = Math.Min(_workers.Length, blocks);
        int taken = 0;
        return storage.Threads.RunAsync(workers, worker =>
        {
            // Keys of a group lie in neighbouring blocks: blocks that are loaded at a time are far from each other, so that nobody waits for a group.
            int stride = (blocks + workers - 1) / workers;
            while (Interlocked.Increment(ref taken) - 1 is int turn && turn < stride * workers)
            {
                cancellation.ThrowIfCancellationRequested();
                int block = (turn % workers * stride) + (turn / workers);
                if (block < blocks)
                {
                    _reader.Read(part, part.Blocks[block], _workers[worker].Columns);
                    _workers[worker].Loader.Add(_workers[worker].Columns);
                }
            }
        });
    }
}
