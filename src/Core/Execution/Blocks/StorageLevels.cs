namespace OrleansStream.Execution;

/// <summary>What a storage level means.</summary>
internal static class StorageLevels
{
    /// <summary>Whether records are kept encoded from the start.</summary>
    internal static bool IsSerialized(this StorageLevel level) =>
        level is StorageLevel.MemorySerialized or StorageLevel.MemoryAndDiskSerialized or StorageLevel.DiskOnly;

    /// <summary>Whether what does not fit goes to disk.</summary>
    internal static bool UsesDisk(this StorageLevel level) =>
        level is StorageLevel.MemoryAndDisk or StorageLevel.MemoryAndDiskSerialized or StorageLevel.DiskOnly;

    /// <exception cref="ArgumentOutOfRangeException">It is not a level.</exception>
    internal static void Check(StorageLevel level)
    {
        if (!Enum.IsDefined(level))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "Not a storage level.");
        }
    }
}
