using System.Buffers;
using OrleansStream.Encoding;
using OrleansStream.Stateful;

namespace OrleansStream.Checkpoints;

/// <summary>The bytes of a part of an operator's state: the shapes of keys and states, then blocks of entries in columns.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="encoding">The job's codecs.</param>
/// <exception cref="UnsupportedTypeException">Keys or states have no codec.</exception>
internal sealed class StatePartFormat<TKey, TState>(JobEncoding encoding)
{
    /// <summary>The version that is written, and the newest that is read.</summary>
    internal const ushort Version = 1;

    /// <summary>How many entries a block has at most.</summary>
    internal const int BlockLength = 8192;

    private readonly Codec<TKey> _keys = encoding.CodecFor<TKey>();
    private readonly Codec<TState> _states = encoding.CodecFor<TState>();
    private readonly Codec<long> _stamps = encoding.CodecFor<long>();
    private readonly ArrayBufferWriter<byte> _scratch = new();

    /// <summary>Begins a part.</summary>
    internal void WriteHeader(IBufferWriter<byte> output)
    {
        WriteShape(_keys.Shape, output);
        WriteShape(_states.Shape, output);
    }

    /// <summary>Writes entries, each of another key: those with a state, then the keys that were removed.</summary>
    internal void WriteBlock(ReadOnlySpan<StateEntry<TKey, TState>> entries, IBufferWriter<byte> output)
    {
        var keys = new TKey[entries.Length];
        var states = new TState[entries.Length];
        long[] stamps = new long[entries.Length];
        int live = 0;
        int removed = entries.Length;
        foreach (ref readonly StateEntry<TKey, TState> entry in entries)
        {
            if (entry.IsRemoved)
            {
                keys[--removed] = entry.Key;
            }
            else
            {
                keys[live] = entry.Key;
                states[live] = entry.State;
                stamps[live++] = entry.Stamp;
            }
        }

        WriteColumn(_keys, keys.AsSpan(0, live), output);
        WriteColumn(_states, states.AsSpan(0, live), output);
        WriteColumn(_stamps, stamps.AsSpan(0, live), output);
        WriteColumn(_keys, keys.AsSpan(live), output);
    }

    /// <summary>Reads the blocks of a part, also one that was written when the types had other shapes.</summary>
    /// <exception cref="CodecException">The bytes are damaged.</exception>
    /// <exception cref="ShapeMismatchException">What was stored cannot become what the types are now.</exception>
    internal IEnumerable<StateEntry<TKey, TState>[]> Read(ReadOnlyMemory<byte> body)
    {
        StatePartLayout part = StatePartLayout.Of(body);
        Codec<TKey> keyCodec = _keys.ForWriter(part.Keys);
        Codec<TState> stateCodec = _states.ForWriter(part.States);
        foreach (StateBlock block in part.Blocks())
        {
            TKey[] keys = ReadColumn(keyCodec, block.Keys.Span);
            TState[] states = ReadColumn(stateCodec, block.States.Span);
            long[] stamps = ReadColumn(_stamps, block.Stamps.Span);
            TKey[] removed = ReadColumn(keyCodec, block.Removed.Span);
            if (states.Length != keys.Length || stamps.Length != keys.Length)
            {
                throw new CodecException(FormattableString.Invariant($"A block of state has {keys.Length} keys, {states.Length} states and {stamps.Length} stamps."));
            }

            var entries = new StateEntry<TKey, TState>[keys.Length + removed.Length];
            for (int i = 0; i < entries.Length; i++)
            {
                entries[i] = i < keys.Length
                    ? new StateEntry<TKey, TState>(0, keys[i], states[i], stamps[i], IsRemoved: false)
                    : new StateEntry<TKey, TState>(0, removed[i - keys.Length], default!, 0, IsRemoved: true);
            }

            yield return entries;
        }
    }

    private static void WriteShape(TypeShape shape, IBufferWriter<byte> output)
    {
        var bytes = new ArrayBufferWriter<byte>();
        shape.Encode(bytes);
        WriteBytes(bytes.WrittenSpan, output);
    }

    private void WriteColumn<T>(Codec<T> codec, ReadOnlySpan<T> values, IBufferWriter<byte> output)
    {
        _scratch.ResetWrittenCount();
        codec.WriteBlock(values, _scratch);
        WriteBytes(_scratch.WrittenSpan, output);
    }

    private static void WriteBytes(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var writer = new RecordWriter(output);
        writer.WriteBytes(bytes);
        writer.Flush();
    }

    private static T[] ReadColumn<T>(Codec<T> codec, ReadOnlySpan<byte> bytes)
    {
        var values = new T[codec.CountOf(bytes)];
        codec.ReadBlock(bytes, values);
        return values;
    }
}
