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
    internal const ushort Version = 5;

    // Not the job's encoding: users register codecs there.
    private static readonly Codec<Head> Codec = new JobEncoding().CodecFor<Head>();

    /// <param name="head">The head.</param>
    /// <param name="kind">What it is the head of.</param>
    internal static byte[] Encode(Head head, CheckpointKind kind = CheckpointKind.Head)
    {
        var body = new ArrayBufferWriter<byte>();
        Described.Write(head with { Remembered = SealKeeper.OwnOf(head), Prepared = OutputKeeper.OwnOf(head) }, Codec, body);
        return CheckpointFrame.Wrap(kind, Version, body.WrittenSpan);
    }

    /// <summary>Reads what is stored of a head; <see cref="HeadObjects.CompleteAsync"/> adds the rest.</summary>
    /// <param name="stored">What was stored.</param>
    /// <param name="store">Where, for errors.</param>
    /// <param name="kind">What it must be the head of.</param>
    /// <exception cref="CheckpointDamagedException">It is not what was written.</exception>
    /// <exception cref="CheckpointMismatchException">It is the head of a savepoint where that of a checkpoint is asked for, or the other way.</exception>
    /// <exception cref="CheckpointVersionException">A newer program has written it.</exception>
    internal static Head Decode(StoredHead stored, ICheckpointStore store, CheckpointKind kind = CheckpointKind.Head)
    {
        string name = $"The head of the {(kind == CheckpointKind.Head ? "checkpoint" : "savepoint")} in '{store}', version {stored.Version},";
        const string Remedy = "Earlier heads are not used in its place, since batches that it committed would run again. "
            + "Restore the checkpoint from a copy that was taken as a whole, or start the job with a new one.";
        CheckNot(kind == CheckpointKind.Head ? CheckpointKind.Savepoint : CheckpointKind.Head, stored, store);
        ReadOnlyMemory<byte> body = CheckpointFrame.Unwrap(stored.Content, kind, Version, name, Remedy).Body;
        try
        {
            return Described.Read(body.Span, Codec);
        }
        catch (Exception error) when (error is CodecException or ShapeMismatchException)
        {
            throw new CheckpointDamagedException($"{name} is damaged: {error.Message} {Remedy}", error);
        }
    }

    private static void CheckNot(CheckpointKind other, StoredHead stored, ICheckpointStore store)
    {
        if (CheckpointFrame.KindOf(stored.Content.Span) == other)
        {
            throw new CheckpointMismatchException(
                other == CheckpointKind.Savepoint
                    ? $"'{store}' holds a savepoint, which no job changes. Give the job a checkpoint of its own, and begin it with {nameof(StreamingContext.StartFromSavepoint)}."
                    : $"'{store}' holds the checkpoint of a job and no savepoint. Make one with {nameof(StreamingContext.SavepointAsync)}, or continue the job itself.");
        }
    }
}
