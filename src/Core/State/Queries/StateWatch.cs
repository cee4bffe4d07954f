using System.Buffers;
using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Stateful;

/// <summary>Follows the state of one key from commit to commit.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <remarks>It looks when it is asked for the next change, so that nothing is stored up for a slow reader and a commit does nothing but wake it.</remarks>
internal sealed class StateWatch<TKey, TState>(StateQueries<TKey, TState> queries, TKey key)
{
    private readonly TKey _key = queries.Own(key);
    private readonly Codec<TState> _codec = queries.Codec;
    private bool _hasBegun;
    private bool _found;
    private long _stamp;
    private ArrayBufferWriter<byte> _bytes = new();
    private ArrayBufferWriter<byte> _spare = new();

    /// <summary>Gives the present state, then each later one.</summary>
    internal async IAsyncEnumerable<CommittedState<TState>> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        _ = queries.Batches.Current;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();

            // Asked for before the state is looked at, so that no commit is missed.
            Task next = queries.Batches.Next;
            bool isLast = queries.Batches.IsOver;
            BatchTime time = queries.LookUpLast(_key, out StateLookup<TState> now);
            if (Differs(in now))
            {
                yield return new CommittedState<TState>(time, now.Found ? Option.Some(queries.GiveOut(now.State)) : Option<TState>.None);
            }

            if (isLast)
            {
                yield break;
            }

            await next.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Whether there is something new to tell, which is then no longer new.</summary>
    private bool Differs(ref readonly StateLookup<TState> now)
    {
        bool isKnown = _hasBegun && now.Found == _found && (!now.Found || now.Stamp == _stamp);
        if (!isKnown && now.Found)
        {
            _spare.ResetWrittenCount();
            _codec.WriteBlock([now.State], _spare);
            isKnown = _hasBegun && _found && _spare.WrittenSpan.SequenceEqual(_bytes.WrittenSpan);
            (_bytes, _spare) = (_spare, _bytes);
        }

        (_hasBegun, _found, _stamp) = (true, now.Found, now.Stamp);
        return !isKnown;
    }
}
