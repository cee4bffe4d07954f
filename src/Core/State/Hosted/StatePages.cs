namespace OrleansStream.Stateful;

/// <summary>Reads a version of a partition page by page, as messages carry them, while batches go on.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal abstract class StatePages : IDisposable
{
    /// <summary>The next page; <see cref="StatePage.Gone"/> if the version had to go.</summary>
    internal abstract StatePage Next();

    public abstract void Dispose();
}
