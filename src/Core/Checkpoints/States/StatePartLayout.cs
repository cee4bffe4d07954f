using OrleansStream.Encoding;

namespace OrleansStream.Checkpoints;

/// <summary>A part of an operator's state, which is told apart without its types.</summary>
internal sealed class StatePartLayout
{
    /// <summary>The version that is written, and the newest that is read.</summary>
    internal const ushort Version = 2;

    // Times were numbers like any others in it.
    private const ushort PlainStamps = 1;

    private static readonly Codec<long> Stamps = new JobEncoding().CodecFor<long>();

    private readonly ReadOnlyMemory<byte> _body;
    private readonly ushort _version;
    private readonly int _blocksAt;

    private StatePartLayout(ReadOnlyMemory<byte> body, ushort version)
    {
        _body = body;
        _version = version;
        Keys = TypeShape.Decode(Next(body, ref _blocksAt).Span);
        States = TypeShape.Decode(Next(body, ref _blocksAt).Span);
    }

    /// <summary>What keys were written as.</summary>
    internal TypeShape Keys { get; }

    /// <summary>What states were written as.</summary>
    internal TypeShape States { get; }

    /// <param name="body">The part's bytes.</param>
    /// <param name="version">The version that they were written in.</param>
    /// <exception cref="CodecException">The bytes are damaged.</exception>
    internal static StatePartLayout Of(ReadOnlyMemory<byte> body, ushort version) => new(body, version);

    /// <exception cref="CodecException">The bytes are damaged.</exception>
    internal IEnumerable<StateBlock> Blocks()
    {
        int position = _blocksAt;
        while (position < _body.Length)
        {
            yield return new StateBlock(Next(_body, ref position), Next(_body, ref position), Next(_body, ref position), Next(_body, ref position));
        }
    }

    /// <summary>Reads the times at which the keys of a block were last used.</summary>
    /// <param name="block">The block.</param>
    /// <param name="stamps">Room for one for each key.</param>
    /// <exception cref="CodecException">The bytes are damaged.</exception>
    internal void ReadStamps(StateBlock block, Span<long> stamps)
    {
        if (_version == PlainStamps)
        {
            Stamps.ReadBlock(block.Stamps.Span, stamps);
        }
        else
        {
            StampColumn.Read(block.Stamps.Span, stamps);
        }
    }

    private static ReadOnlyMemory<byte> Next(ReadOnlyMemory<byte> body, ref int position)
    {
        var reader = new RecordReader(body.Span[position..]);
        int length = reader.ReadBytes().Length;
        int end = body.Length - reader.Remaining;
        position = end;
        return body[(end - length)..end];
    }
}
