using OrleansStream.Execution;

namespace OrleansStream.Outputs;

/// <summary>Gives a partition's records, when it has them all, to a function that is awaited off the engine's threads.</summary>
internal sealed class ForeachAsyncWriter<T>(BlockStore store, Func<IEnumerable<T>, CancellationToken, Task> function) : GatheringWriter<T>(store)
{
    // On the thread pool from its first line on: what the user's code does before it awaits may take long as well.
    public override ValueTask SettleAsync(CancellationToken cancellationToken) =>
        new(Task.Run(() => function(Records, cancellationToken), cancellationToken));
}
