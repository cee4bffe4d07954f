namespace OrleansStream.Execution;

/// <summary>Something that the block store counts and that can give its memory up.</summary>
internal abstract class StoredBlock
{
    /// <summary>Its place among those of its rank; the store's own.</summary>
    internal LinkedListNode<StoredBlock>? Node { get; set; }

    /// <summary>Whether it is never to be asked again; the store's own.</summary>
    internal bool IsGone { get; set; }

    /// <summary>Gives its memory up, to disk or for good, unless it is being read or cannot.</summary>
    /// <returns>How many bytes it gave up; the store has been told already.</returns>
    internal abstract long Evict();
}
