using OrleansStream.Execution;
using OrleansStream.Streams;

namespace OrleansStream.Outputs;

/// <summary>The end of a stream: what is done with each batch's dataset.</summary>
internal abstract class OutputOperation
{
    private protected OutputOperation(DStream stream, string kind)
    {
        Stream = stream;
        Kind = kind;
        int number = stream.Context.Graph.Add(this);
        Id = stream.Context.Graph.Outputs.Count - 1;
        Info = new OperatorInfo($"{kind}-{number}", kind);
    }

    /// <summary>The place of this operation in order of definition, from 0.</summary>
    internal int Id { get; }

    internal string Kind { get; }

    internal OperatorInfo Info { get; }

    internal DStream Stream { get; }

    /// <summary>The sink that it writes to, if any.</summary>
    internal virtual object? Destination => null;

    /// <summary>Whether running a batch's job shows outside before the commit, so that the seal must be durable first.</summary>
    internal abstract bool ActsBeforeCommit { get; }

    /// <summary>Whether it is a function of the user's that runs at the coordinator only.</summary>
    internal virtual bool IsBody => false;

    /// <summary>Plans the operation's job of a batch.</summary>
    /// <returns>The job, or null when the stream has no dataset at this time.</returns>
    internal abstract ValueTask<OutputJob?> PlanAsync(BatchPlan plan);

    /// <summary>Makes visible what <see cref="OutputJob.RunAsync"/> prepared, after the commit. Must be safe to repeat, from any process.</summary>
    internal virtual ValueTask PublishAsync(ReadOnlyMemory<byte> token, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Frees what the operation holds in this process.</summary>
    internal virtual ValueTask LetGoAsync() => ValueTask.CompletedTask;
}
