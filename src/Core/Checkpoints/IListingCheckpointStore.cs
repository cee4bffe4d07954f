namespace OrleansStream.Checkpoints;

/// <summary>A store that can also say what it holds. Jobs do without; whoever looks into a checkpoint is then not told what is left over in it.</summary>
public interface IListingCheckpointStore : ICheckpointStore
{
    /// <summary>The names of the objects there are, in no order. What is created or removed meanwhile may be among them or not.</summary>
    /// <param name="prefix">What the names begin with; empty for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentNullException"><paramref name="prefix"/> is null.</exception>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken);
}
