using OrleansStream.Batches;
using OrleansStream.Checkpoints;
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
        (Place, Number) = context.Graph.Add(this);
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

    /// <summary>The place of the stream in order of definition, from 0.</summary>
    internal int Place { get; }

    /// <summary>Which stream of its kind this is in order of definition, from 1.</summary>
    internal int Number { get; }

    /// <summary>Whether its dataset of a batch changes state, so that every batch computes it, whatever outputs ask for.</summary>
    internal virtual bool IsStateful => false;

    /// <summary>Whether its dataset is made by a function of the user's that runs at the coordinator only.</summary>
    internal virtual bool IsMadeByBody => false;

    /// <summary>Whether that function may run actions, so that planning a batch changes state.</summary>
    internal virtual bool MayRunActions => false;

    /// <summary>Why the stream works only in the process that runs its coordinator, or null if it works anywhere.</summary>
    internal virtual string? BoundToProcess => null;

    internal OperatorInfo Info => field is { } info && info.Name == Name ? info : field = new OperatorInfo(Name, Kind);

    /// <summary>How long the stream's datasets are kept after their batch time; known from the start on.</summary>
    internal TimeSpan RememberDuration { get; set; }

    /// <summary>How long the streams that this one is made from must keep theirs: longer than its own, if it looks back on earlier batches.</summary>
    internal virtual TimeSpan ParentRememberDuration => RememberDuration;

    /// <summary>Whether a later process can make the stream's dataset of a batch again, from the batch's seal and those of what it is made from.</summary>
    internal virtual bool IsMadeAgain => !IsStateful;

    /// <summary>As <see cref="IsMadeAgain"/>, for a batch that an earlier process has sealed, maybe under other options.</summary>
    internal virtual bool IsMadeAgainFrom(SealedBatch seal) => IsMadeAgain;

    /// <summary>Checks that records can be kept in the checkpoint.</summary>
    /// <exception cref="Encoding.UnsupportedTypeException">They cannot be encoded.</exception>
    internal abstract void CheckKept();

    /// <summary>Checks that records which were kept can be read.</summary>
    /// <param name="shape">The encoded shape that they were written with.</param>
    /// <exception cref="CheckpointMismatchException">They cannot.</exception>
    internal abstract void CheckKept(ReadOnlyMemory<byte> shape);

    /// <summary>The stream's dataset of a batch in the form that the checkpoint keeps.</summary>
    internal abstract Task<KeptDataset> KeepAsync(BatchPlan plan, CancellationToken cancellation);

    /// <summary>The dataset that was kept, or null if there was none.</summary>
    internal abstract Rdd? Restore(BatchPlan plan, RestoredDataset kept);

    /// <summary>Makes the stream's dataset of a batch, or null for none; called through <see cref="BatchPlan.DatasetAsync"/>.</summary>
    internal abstract Task<Rdd?> MakeDatasetAsync(BatchPlan plan);

    private protected void SetName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Context.Graph.ThrowIfFixed();
        Context.Graph.Rename(this, name);
        _name = name;
    }
}
