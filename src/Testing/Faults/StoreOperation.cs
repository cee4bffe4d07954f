using OrleansStream.Checkpoints;

namespace OrleansStream.Testing;

/// <summary>The calls of an <see cref="ICheckpointStore"/>.</summary>
public enum StoreOperation
{
    /// <summary><see cref="ICheckpointStore.ReadHeadAsync"/>.</summary>
    ReadHead,

    /// <summary><see cref="ICheckpointStore.CompareAndSwapHeadAsync"/>.</summary>
    CompareAndSwapHead,

    /// <summary><see cref="ICheckpointStore.GetAsync"/>.</summary>
    Get,

    /// <summary><see cref="ICheckpointStore.CreateOnceAsync"/>.</summary>
    CreateOnce,

    /// <summary><see cref="ICheckpointStore.DeleteAsync"/>.</summary>
    Delete,
}
