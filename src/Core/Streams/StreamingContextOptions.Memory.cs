namespace OrleansStream;

/// <content>What the context may keep in memory, and where the rest goes.</content>
public sealed partial class StreamingContextOptions
{
    // The rest is for what tasks have in hand, for results, and for the collector to work in.
    private const double MemoryShare = 0.4;

    /// <summary>How many bytes of data the context keeps in memory between uses: received blocks, persisted partitions, state, what shuffles
    /// and operators on whole partitions gather. What is over it goes to <see cref="SpillDirectory"/>.</summary>
    /// <value>The default, null, stands for two fifths of what the garbage collector says is available to the process when the context is made.
    /// Not negative; 0 keeps nothing in memory that can be on disk. Records kept as objects are counted by an estimate.</value>
    /// <remarks>
    /// A shuffle may take a quarter. A map task that would take more than its part of that writes its tables to disk and begins new ones, and a
    /// partition that is larger than its part is combined, grouped or joined piece by piece, anew each time it is read; then results come in
    /// another order, which is the same in every run with the same limit and input. Sorting merges from disk. What must fit at once, whatever the
    /// limit: the value of one key or the list of its values, what an action such as <c>CollectAsync</c> returns, and a 64th of a reduce partition
    /// in each task. Key groups of state go to disk at a commit, those that were changed longest ago first; a batch must have room for all that it has keys of.
    /// </remarks>
    public long? MemoryLimit { get; set; }

    /// <summary>Where data goes that does not fit into memory. Each context has a directory of its own in it, which is made when it is first
    /// needed and deleted when the context is disposed of; those of processes that were killed are deleted by the next context that starts.</summary>
    /// <value>The default, null, stands for <c>OrleansStream</c> in the system's directory for temporary files.</value>
    public string? SpillDirectory { get; set; }

    internal long MemoryLimitInBytes => MemoryLimit ?? (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * MemoryShare);

    internal string SpillRoot => Path.GetFullPath(SpillDirectory ?? Path.Combine(Path.GetTempPath(), "OrleansStream"));
}
