using System.Buffers;
using OrleansStream.Checkpoints;
using OrleansStream.Encoding;

namespace OrleansStream.Receivers;

/// <summary>Blocks that were written to a receiver's log at once; none if a coordinator only took the log over.</summary>
/// <param name="Source">The operator name of the receiver's stream.</param>
/// <param name="Epoch">The life of the coordinator that wrote it.</param>
/// <param name="First">The number of the first block.</param>
/// <param name="Shape">The encoded shape of the records, or nothing if the blocks are of lines.</param>
/// <param name="Blocks">The blocks, in order.</param>
/// <param name="Number">Which start of that coordinator; 0 where receivers live in its process.</param>
/// <param name="Reached">Where the outside system stands after its last block, or null if no receiver has said so.</param>
internal sealed record LogGroup(
    string Source, long Epoch, long First, ReadOnlyMemory<byte> Shape, IReadOnlyList<LoggedBlock> Blocks, int Number = 0, byte[]? Reached = null)
{
    private const ushort Version = 1;

    // Round the blocks: names, the shapes, lengths.
    private const int Envelope = 1024;

    // Not the job's encoding: users register codecs there.
    private static readonly Codec<LogGroup> Codec = new JobEncoding().CodecFor<LogGroup>();

    /// <summary>The life of the receiver that wrote it.</summary>
    internal ReceiverLife Life => new(Epoch, Number);

    /// <summary>The bytes of the object that holds the group.</summary>
    internal byte[] Encode()
    {
        var body = new ArrayBufferWriter<byte>(Envelope + Blocks.Sum(block => block.Bytes.Length));
        Described.Write(this, Codec, body);
        return CheckpointFrame.Wrap(CheckpointKind.ReceivedBlocks, Version, body.WrittenSpan);
    }

    /// <exception cref="CheckpointDamagedException">It is not what was written.</exception>
    /// <exception cref="CheckpointVersionException">A newer program has written it.</exception>
    internal static LogGroup Decode(ReadOnlyMemory<byte> framed, string called, string remedy)
    {
        ReadOnlyMemory<byte> body = CheckpointFrame.Unwrap(framed, CheckpointKind.ReceivedBlocks, Version, called, remedy).Body;
        try
        {
            return Described.Read(body.Span, Codec);
        }
        catch (Exception error) when (error is CodecException or ShapeMismatchException)
        {
            throw new CheckpointDamagedException($"{called} is damaged: {error.Message} {remedy}", error);
        }
    }
}
