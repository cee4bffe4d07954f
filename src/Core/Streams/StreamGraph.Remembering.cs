namespace OrleansStream.Streams;

/// <content>How long the streams' datasets are kept.</content>
internal sealed partial class StreamGraph
{
    private readonly List<DStream> _lookedBackOn = [];
    private TimeSpan? _remembered;

    /// <summary>How long a batch is kept after its time: as long as the stream that remembers longest needs it.</summary>
    internal TimeSpan RememberDuration { get; private set; }

    /// <summary>Streams that keep state and that an output is made from, in order of definition; every batch plans and runs them.</summary>
    internal IReadOnlyList<DStream> Stateful { get; private set; } = [];

    /// <summary>Streams whose datasets later batches read, in order of definition; every batch plans them.</summary>
    internal IReadOnlyList<DStream> LookedBackOn => _lookedBackOn;

    /// <summary>Those of <see cref="LookedBackOn"/> whose datasets no later process could make again, in order of definition; with a checkpoint
    /// every batch keeps them there.</summary>
    internal IReadOnlyList<DStream> Kept { get; private set; } = [];

    /// <exception cref="InvalidOperationException">It was said before, or the graph may no longer change.</exception>
    internal void Remember(TimeSpan duration)
    {
        ThrowIfFixed();
        if (_remembered is { } said)
        {
            throw new InvalidOperationException($"Remember may be called only once; it was called with {said} before.");
        }

        _remembered = duration;
    }

    /// <summary>Gives each stream its remember duration: its slide, what the context was told to remember, and what the streams made from it
    /// need, whichever is longest. Streams that no output uses ask nothing of their parents.</summary>
    private void FixRemembering()
    {
        HashSet<DStream> used = Used();
        foreach (DStream stream in _streams)
        {
            stream.RememberDuration = stream.SlideDuration > _remembered.GetValueOrDefault() ? stream.SlideDuration : _remembered.GetValueOrDefault();
        }

        // A stream is defined after those it is made from, so that backwards every stream is known before its parents.
        foreach (DStream stream in Enumerable.Reverse(_streams).Where(used.Contains))
        {
            foreach (DStream parent in stream.Dependencies)
            {
                parent.RememberDuration = parent.RememberDuration > stream.ParentRememberDuration ? parent.RememberDuration : stream.ParentRememberDuration;
            }
        }

        IEnumerable<DStream> parents = _streams.Where(stream => used.Contains(stream) && stream.ParentRememberDuration > stream.RememberDuration)
            .SelectMany(stream => stream.Dependencies);
        _lookedBackOn.AddRange(_streams.Intersect(parents));
        Stateful = [.. _streams.Where(stream => stream.IsStateful && used.Contains(stream))];
        RememberDuration = _streams.Max(stream => stream.RememberDuration);
        FixKept();
    }

    private void FixKept()
    {
        // A stream is defined after those it is made from. What is kept need not be made.
        var there = new HashSet<DStream>(ReferenceEqualityComparer.Instance);
        var kept = new List<DStream>();
        foreach (DStream stream in _streams)
        {
            bool isMade = stream.IsMadeAgain && stream.Dependencies.All(there.Contains);
            if (!isMade && _lookedBackOn.Contains(stream) && stream.Context.HasCheckpoint)
            {
                kept.Add(stream);
            }

            if (isMade || kept.Contains(stream))
            {
                there.Add(stream);
            }
        }

        Kept = kept;
    }

    /// <summary>The streams that an output operation is made from.</summary>
    private HashSet<DStream> Used()
    {
        var used = new HashSet<DStream>(ReferenceEqualityComparer.Instance);
        var open = new Stack<DStream>(_outputs.Select(output => output.Stream));
        while (open.TryPop(out DStream? stream))
        {
            if (used.Add(stream))
            {
                foreach (DStream parent in stream.Dependencies)
                {
                    open.Push(parent);
                }
            }
        }

        return used;
    }
}
