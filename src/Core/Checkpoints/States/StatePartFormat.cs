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
    /// <summary>How many entries a block has at most.</summary>
    internal const int BlockLength = 8192;

    private readonly Codec<TKey> _keys = encoding.CodecFor<TKey>();
    private readonly Codec<TState> _states = encoding.CodecFor<TState>();

    /// <summary>Begins a part.</summary>
    internal void WriteHeader(IBufferWriter<byte> output)
    {
        WriteShape(_keys.Shape, output);
        WriteShape(_states.Shape, output);
    }

    /// <summary>Writes entries, each of another key: those with a state, then the keys that were removed.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="output">Where to.</param>
    /// <param name="scratch">Room that is used meanwhile.</param>
    internal void WriteBlock(StateColumns<TKey, TState> entries, IBufferWriter<byte> output, ArrayBufferWriter<byte> scratch)
    {
        WriteColumn(_keys, entries.Keys, output, scratch);
        WriteColumn(_states, entries.States, output, scratch);
        scratch.ResetWrittenCount();
        StampColumn.Write(entries.Stamps, scratch);
        WriteBytes(scratch.WrittenSpan, output);
        WriteColumn(_keys, entries.Removed, output, scratch);
    }

    /// <summary>Opens a part, also one that was written when the types had other shapes.</summary>
    /// <exception cref="CodecException">The bytes are damaged.</exception>
    /// <exception cref="ShapeMismatchException">What was stored cannot become what the types are now.</exception>
    internal StatePart<TKey, TState> Open(string name, ReadOnlyMemory<byte> body, ushort version)
    {
        StatePartLayout layout = StatePartLayout.Of(body, version);
        return new StatePart<TKey, TState>(name, layout, _keys.ForWriter(layout.Keys), _states.ForWriter(layout.States));
    }

    private static void WriteShape(TypeShape shape, IBufferWriter<byte> output)
    {
        var bytes = new ArrayBufferWriter<byte>();
        shape.Encode(bytes);
        WriteBytes(bytes.WrittenSpan, output);
    }

    private static void WriteColumn<T>(Codec<T> codec, ReadOnlySpan<T> values, IBufferWriter<byte> output, ArrayBufferWriter<byte> scratch)
    {
        scratch.ResetWrittenCount();
        codec.WriteBlock(values, scratch);
        WriteBytes(scratch.WrittenSpan, output);
    }

    private static void WriteBytes(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var writer = new RecordWriter(output);
        writer.WriteBytes(bytes);
        writer.Flush();
    }
}
