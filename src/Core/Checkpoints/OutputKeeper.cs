namespace OrleansStream.Checkpoints;

/// <summary>Keeps beside the head what outputs prepared, if it is large: the outbox of sinks that stage whole batches with the commit.</summary>
/// <remarks>In memory a head has all that is to be published; what is stored of it leaves out what objects hold. One commit at a time.</remarks>
internal static class OutputKeeper
{
    /// <summary>As many bytes of an output a head has itself.</summary>
    internal const int Small = 4096;

    private const ushort Version = 1;

    /// <summary>What a head stores itself: where an object holds the rest, only that there is something.</summary>
    internal static IReadOnlyList<PreparedOutput> OwnOf(Head head) =>
        [.. head.Prepared.Select(output => Find(head.KeptOutputs, output) is null ? output : output with { Token = default })];

    /// <summary>Gives a head that was read from a store what objects hold.</summary>
    /// <exception cref="CheckpointException">An object is gone, damaged, or of a newer version.</exception>
    internal static async Task<Head> CompleteAsync(Head stored, CheckpointObjects objects, CancellationToken cancellation)
    {
        var prepared = new List<PreparedOutput>();
        foreach (PreparedOutput output in stored.Prepared)
        {
            prepared.Add(Find(stored.KeptOutputs, output) is { } kept
                ? output with { Token = await objects.GetAsync(kept.Object, CheckpointKind.Output, Version, cancellation).ConfigureAwait(false) }
                : output);
        }

        return stored with { Prepared = prepared };
    }

    /// <summary>Where that is of which the next head need not store the whole.</summary>
    /// <param name="head">The next head, which still says where that of the last one is.</param>
    /// <param name="commit">Writes the objects.</param>
    /// <param name="cancellation">Gives up.</param>
    internal static async Task<IReadOnlyList<StoredOutput>?> NextAsync(Head head, CommitObjects commit, CancellationToken cancellation)
    {
        var next = new List<StoredOutput>();
        foreach (PreparedOutput output in head.Prepared)
        {
            if (Find(head.KeptOutputs, output) is { } kept)
            {
                next.Add(kept);
            }
            else if (output.Token.Length > Small)
            {
                next.Add(new StoredOutput(
                    output.Time, output.Output, await commit.CreateAsync(CheckpointKind.Output, Version, output.Token, cancellation).ConfigureAwait(false)));
            }
        }

        return next.Count == 0 ? null : next;
    }

    private static StoredOutput? Find(IReadOnlyList<StoredOutput> kept, PreparedOutput output) =>
        kept.FirstOrDefault(one => one.Time == output.Time && one.Output == output.Output);
}
