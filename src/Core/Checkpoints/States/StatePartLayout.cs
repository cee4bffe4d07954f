using OrleansStream.Encoding;

namespace OrleansStream.Checkpoints;

/// <summary>A part of an operator's state, which is told apart without its types.</summary>
internal sealed class StatePartLayout
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly int _blocksAt;

    private StatePartLayout(ReadOnlyMemory<byte> body)
    {
        _body = body;
        Keys = TypeShape.Decode(Next(body, ref _blocksAt).Span);
        States = TypeShape.Decode(Next(body, ref _blocksAt).Span);
    }

    /// <summary>What keys were written as.</summary>
    internal TypeShape Keys { get; }

    /// <summary>What states were written as.</summary>
    internal TypeShape States { get; }

    /// <exception cref="CodecException">The bytes are damaged.</exception>
    internal static StatePartLayout Of(ReadOnlyMemory<byte> body) => new(body);

    /// <exception cref="CodecException">The bytes are damaged.</exception>
    internal IEnumerable<StateBlock> Blocks()
    {
        int position = _blocksAt;
        while (position < _body.Length)
        {
            yield return new StateBlock(Next(_body, ref position), Next(_body, ref position), Next(_body, ref position), Next(_body, ref position));
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
