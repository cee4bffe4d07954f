namespace OrleansStream;

/// <summary>How a persisted dataset is kept: where, and in which form.</summary>
/// <remarks>
/// In memory, partitions count against <see cref="StreamingContextOptions.MemoryLimit"/>; the least recently used give way first. Encoded
/// partitions take a fraction of the room of objects and give the garbage collector nothing to trace, and are decoded each time they
/// are read. A type that the codec cannot encode is kept as objects in memory at every level, which the log says once.
/// </remarks>
public enum StorageLevel
{
    /// <summary>As objects in memory. What does not fit is computed again when it is read.</summary>
    MemoryOnly,

    /// <summary>Encoded, in memory. What does not fit is computed again when it is read.</summary>
    MemorySerialized,

    /// <summary>As objects in memory. What does not fit goes to <see cref="StreamingContextOptions.SpillDirectory"/>.</summary>
    MemoryAndDisk,

    /// <summary>Encoded, in memory. What does not fit goes to <see cref="StreamingContextOptions.SpillDirectory"/>.</summary>
    MemoryAndDiskSerialized,

    /// <summary>Encoded, in <see cref="StreamingContextOptions.SpillDirectory"/>.</summary>
    DiskOnly,
}
