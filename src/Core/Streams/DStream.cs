using OrleansStream.Execution;
using OrleansStream.Streams;

namespace OrleansStream;

/// <summary>A stream cut into micro-batches, whatever its element type.</summary>
public abstract class DStream
{
    private string? _name;

    private protected DStream(StreamingContext context, string kind)
    {
        Context = context;
        Kind = kind;
        Number = context.Graph.Add(this);
    }

    /// <summary>The context that the stream belongs to.</summary>
    public StreamingContext Context { get; }

    /// <summary>How often the stream gives a dataset.</summary>
    public virtual TimeSpan SlideDuration => Context.BatchInterval;

    /// <summary>The streams that this one is made from.</summary>
    public abstract IReadOnlyList<DStream> Dependencies { get; }

    /// <summary>The operator's name: what <c>Named</c> gave it, or its kind with a number, such as <c>Map-2</c>.</summary>
    public string Name => _name ?? $"{Kind}-{Number}";

    /// <summary>The operation, such as <c>Map</c>.</summary>
    internal string Kind { get; }

    /// <summary>Which stream of its kind this is in order of definition, from 1.</summary>
    internal int Number { get; }

    /// <summary>Why the stream works only in the process that runs its coordinator, or null if it works anywhere.</summary>
    internal virtual string? BoundToProcess => null;

    internal OperatorInfo Info => field is { } info && info.Name == Name ? info : field = new OperatorInfo(Name, Kind);

    /// <summary>The stream's dataset for the batch being planned, or null for none.</summary>
    internal abstract ValueTask<Rdd?> DatasetAsync(BatchPlan plan);

    /// <summary>Refuses a stream whose batches cannot be brought together with this one's.</summary>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    internal void ThrowIfNotAlike(DStream other, string argument)
    {
        if (!ReferenceEquals(other.Context, Context))
        {
            throw new ArgumentException(
                $"{other.Name} belongs to another StreamingContext than {Name}; only streams of one context can be brought together.", argument);
        }

        if (other.SlideDuration != SlideDuration)
        {
            throw new ArgumentException(
                $"{other.Name} has a slide duration of {other.SlideDuration} and {Name} one of {SlideDuration}; they must be the same.", argument);
        }
    }

    private protected void SetName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Context.Graph.ThrowIfFixed();
        Context.Graph.Rename(this, name);
        _name = name;
    }
}
