using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Checkpoints;

/// <summary>The bytes of a head: a <see cref="CheckpointFrame"/> round the head with its shape.</summary>
/// <remarks>
/// The shape lets a program read heads that lack members which it knows. A member that an older program would drop, and with it what the job
/// must not lose, needs a new <see cref="Version"/>, which older programs refuse.
/// </remarks>
internal static class HeadFormat
{
    /// <summary>The version that is written, and the newest that is read.</summary>
    internal const ushort Version = 2;

    // Not the job's encoding: users register codecs there.
    private static readonly Codec<Head> Codec = new JobEncoding().CodecFor<Head>();

    internal static byte[] Encode(Head head)
    {
        var body = new ArrayBufferWriter<byte>();
        Described.Write(head, Codec, body);
        return CheckpointFrame.Wrap(CheckpointKind.Head, Version, body.WrittenSpan);
    }

    /// <param name="stored">What was stored.</param>
    /// <param name="store">Where, for errors.</param>
    /// <exception cref="CheckpointDamagedException">It is not what was written.</exception>
    /// <exception cref="CheckpointVersionException">A newer program has written it.</exception>
    internal static Head Decode(StoredHead stored, ICheckpointStore store)
    {
        string name = $"The head of the checkpoint in '{store}', version {stored.Version},";
        const string Remedy = "Earlier heads are not used in its place, since batches that it committed would run again. "
            + "Restore the checkpoint from a copy that was taken as a whole, or start the job with a new one.";
        ReadOnlyMemory<byte> body = CheckpointFrame.Unwrap(stored.Content, CheckpointKind.Head, Version, name, Remedy).Body;
        try
        {
            return Described.Read(body.Span, Codec);
        }
        catch (Exception error) when (error is CodecException or ShapeMismatchException)
        {
            throw new CheckpointDamagedException($"{name} is damaged: {error.Message} {Remedy}", error);
        }
    }
}
