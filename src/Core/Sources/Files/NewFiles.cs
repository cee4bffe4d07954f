namespace OrleansStream.Sources;

/// <summary>Which files a batch of a file stream takes: Spark's rules, over facts only.</summary>
/// <remarks>
/// A file is taken when it was last modified after the threshold and no more than the window ago, not after the batch time, and its path was
/// not taken by a batch of the window. All that is remembered are the paths that batches have taken, which their seals hold too.
/// Not safe for several threads.
/// </remarks>
/// <param name="threshold">Files up to here are never new.</param>
/// <param name="window">How far back a batch looks, and how long taken paths are remembered.</param>
internal sealed class NewFiles(BatchTime threshold, TimeSpan window)
{
    private readonly Queue<(BatchTime Time, IReadOnlyList<FileFacts> Files)> _batches = new();
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    internal BatchTime Threshold => threshold;

    /// <summary>How far a stream looks back: the least number of whole batches that is not shorter than the option.</summary>
    internal static TimeSpan WindowOf(TimeSpan batchInterval, TimeSpan least) =>
        batchInterval * Math.Ceiling(least.Ticks / (double)batchInterval.Ticks);

    /// <summary>Chooses what a batch takes of the files that were listed, and remembers it.</summary>
    /// <param name="time">The batch time, later than that of every batch before.</param>
    /// <param name="listed">The files, each once.</param>
    /// <returns>The files in the order of their paths.</returns>
    internal IReadOnlyList<FileFacts> Take(BatchTime time, IEnumerable<FileFacts> listed)
    {
        BatchTime earliest = time - window;
        while (_batches.TryPeek(out (BatchTime Time, IReadOnlyList<FileFacts> Files) oldest) && oldest.Time < earliest)
        {
            _taken.ExceptWith(_batches.Dequeue().Files.Select(file => file.Path));
        }

        BatchTime after = earliest > threshold ? earliest : threshold;
        FileFacts[] files =
        [
            .. listed.Where(file => file.ModifiedAt > after && file.ModifiedAt <= time && !_taken.Contains(file.Path))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
        Remember(time, files);
        return files;
    }

    /// <summary>Takes note of what a batch has taken.</summary>
    internal void Remember(BatchTime time, IReadOnlyList<FileFacts> files)
    {
        if (files.Count > 0)
        {
            _batches.Enqueue((time, files));
            _taken.UnionWith(files.Select(file => file.Path));
        }
    }
}
