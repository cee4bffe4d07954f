using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Checkpoints;

/// <summary>Keeps beside the head the seals of committed batches that are many, because a window looks back on many batches.</summary>
/// <remarks>
/// In memory a head has all seals that are remembered; what is stored of it has those that no object holds. Objects hold the oldest ones
/// of a source, in order, so that those that are forgotten are the first. One commit at a time.
/// </remarks>
internal static class SealKeeper
{
    /// <summary>So many seals of a source a head has itself before they go into an object.</summary>
    internal const int Few = 64;

    private const ushort Version = 1;

    // Not the job's encoding: users register codecs there.
    private static readonly Codec<IReadOnlyList<BatchSeal>> Codec = new JobEncoding().CodecFor<IReadOnlyList<BatchSeal>>();

    /// <summary>The seals that a head stores itself.</summary>
    internal static IReadOnlyList<BatchSeal> OwnOf(Head head)
    {
        if (head.KeptSeals.Count == 0)
        {
            return head.Remembered;
        }

        ILookup<string, int> elsewhere = head.KeptSeals.ToLookup(kept => kept.Source, kept => kept.Count, StringComparer.Ordinal);
        return
        [
            .. head.Remembered.GroupBy(one => one.Seal.Source, StringComparer.Ordinal)
                .SelectMany(source => source.Skip(elsewhere[source.Key].Sum()))
                .OrderBy(one => one.Time),
        ];
    }

    /// <summary>Gives a head that was read from a store the seals that objects hold.</summary>
    /// <exception cref="CheckpointException">An object is gone, damaged, or of a newer version.</exception>
    internal static async Task<Head> CompleteAsync(Head stored, CheckpointObjects objects, CancellationToken cancellation)
    {
        if (stored.KeptSeals.Count == 0)
        {
            return stored;
        }

        var seals = new List<BatchSeal>();
        foreach (StoredSeals kept in stored.KeptSeals)
        {
            IReadOnlyList<BatchSeal> read = await ReadAsync(kept.Object, objects, cancellation).ConfigureAwait(false);
            seals.AddRange(read.Skip(kept.Skipped).Take(kept.Count));
        }

        return stored with { Remembered = [.. seals.Concat(stored.Remembered).OrderBy(one => one.Time)] };
    }

    /// <summary>Where the seals are that the next head need not store itself.</summary>
    /// <param name="head">The head there is.</param>
    /// <param name="remembered">The seals that the next one has: some of those that this one has, and new ones.</param>
    /// <param name="commit">Writes the objects.</param>
    /// <param name="cancellation">Gives up.</param>
    internal static async Task<IReadOnlyList<StoredSeals>?> NextAsync(
        Head head, IReadOnlyList<BatchSeal> remembered, CommitObjects commit, CancellationToken cancellation)
    {
        ILookup<string, BatchSeal> before = head.Remembered.ToLookup(one => one.Seal.Source, StringComparer.Ordinal);
        var next = new List<StoredSeals>();
        foreach (IGrouping<string, BatchSeal> source in remembered.GroupBy(one => one.Seal.Source, StringComparer.Ordinal))
        {
            BatchSeal[] now = [.. source];
            List<StoredSeals> kept = WithoutForgotten([.. head.KeptSeals.Where(one => one.Source == source.Key)], [.. before[source.Key]], now);
            next.AddRange(kept);
            BatchSeal[] own = now[kept.Sum(one => one.Count)..];
            if (own.Length >= Few)
            {
                var body = new ArrayBufferWriter<byte>();
                Described.Write<IReadOnlyList<BatchSeal>>(own, Codec, body);
                string name = await commit.CreateAsync(CheckpointKind.Seals, Version, body.WrittenMemory, cancellation).ConfigureAwait(false);
                next.Add(new StoredSeals(source.Key, name, 0, own.Length));
            }
        }

        return next.Count == 0 ? null : next;
    }

    /// <summary>What objects hold of a source once its first seals are forgotten; none if others are.</summary>
    private static List<StoredSeals> WithoutForgotten(IReadOnlyList<StoredSeals> kept, BatchSeal[] before, BatchSeal[] now)
    {
        int held = kept.Sum(one => one.Count);
        int forgotten = now.Length == 0 ? held : Array.IndexOf(before, now[0]);
        if (forgotten < 0 || forgotten > held || !before.AsSpan(forgotten, held - forgotten).SequenceEqual(now.AsSpan(0, Math.Min(now.Length, held - forgotten))))
        {
            return [];
        }

        var left = new List<StoredSeals>();
        foreach (StoredSeals one in kept)
        {
            int skipped = Math.Min(one.Count, forgotten);
            forgotten -= skipped;
            if (skipped < one.Count)
            {
                left.Add(one with { Skipped = one.Skipped + skipped, Count = one.Count - skipped });
            }
        }

        return left;
    }

    private static async Task<IReadOnlyList<BatchSeal>> ReadAsync(string name, CheckpointObjects objects, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> body = await objects.GetAsync(name, CheckpointKind.Seals, Version, cancellation).ConfigureAwait(false);
        try
        {
            return Described.Read(body.Span, Codec);
        }
        catch (Exception error) when (error is CodecException or ShapeMismatchException)
        {
            throw new CheckpointDamagedException(
                $"'{name}' of the checkpoint in '{objects}' is damaged: {error.Message} Restore the checkpoint from a copy that was taken as a whole, or start the job with a new one.", error);
        }
    }
}
