using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Stateful;

/// <inheritdoc/>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="reader">Reads the partition; owned.</param>
/// <param name="encoding">Encodes keys and states.</param>
/// <param name="filter">Which keys to give, or null for all.</param>
internal sealed class StatePages<TKey, TState>(StateReader<TKey, TState> reader, JobEncoding encoding, Predicate<TKey>? filter) : StatePages
{
    // What one message should have, so that others are not held up behind it.
    private const int WantedBytes = 64 << 10;
    private const int MostEntries = 1024;

    // How many keys are looked at for a page if a filter leaves out most of them.
    private const int MostReads = 16;

    private readonly Codec<TKey> _keys = encoding.CodecFor<TKey>();
    private readonly Codec<TState> _states = encoding.CodecFor<TState>();
    private readonly StateEntry<TKey, TState>[] _entries = new StateEntry<TKey, TState>[MostEntries];

    // Until it is known how long entries are, a few are tried.
    private int _entriesOfPage = 16;

    internal override StatePage Next()
    {
        var keys = new List<TKey>(_entriesOfPage);
        var states = new List<TState>(_entriesOfPage);
        for (int reads = 0; reads < MostReads && keys.Count < _entriesOfPage; reads++)
        {
            // A filter that has left out all so far is likely to leave out more.
            int room = filter is not null && keys.Count == 0 ? Math.Min(MostEntries, _entriesOfPage << reads) : _entriesOfPage - keys.Count;
            int count = reader.Read(_entries.AsSpan(0, room));
            if (count < 0)
            {
                return StatePage.Gone;
            }

            foreach (ref readonly StateEntry<TKey, TState> entry in _entries.AsSpan(0, count))
            {
                if (filter is null || filter(entry.Key))
                {
                    keys.Add(entry.Key);
                    states.Add(entry.State);
                }
            }

            if (count == 0)
            {
                return PageOf(keys, states, isLast: true);
            }
        }

        return PageOf(keys, states, isLast: false);
    }

    public override void Dispose() => reader.Dispose();

    private StatePage PageOf(List<TKey> keys, List<TState> states, bool isLast)
    {
        if (keys.Count == 0)
        {
            return StatePage.End with { IsLast = isLast };
        }

        byte[] keyBytes = BlockOf(_keys, keys);
        byte[] stateBytes = BlockOf(_states, states);
        long each = ((keyBytes.LongLength + stateBytes.LongLength) / keys.Count) + 1;
        _entriesOfPage = (int)Math.Clamp(WantedBytes / each, 1, MostEntries);
        return new StatePage(
            IsHere: true, IsGone: false, isLast, keys.Count, keyBytes, _keys.Shape.Bytes, stateBytes, _states.Shape.Bytes);
    }

    private static byte[] BlockOf<T>(Codec<T> codec, List<T> values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        codec.WriteBlock(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(values), buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
