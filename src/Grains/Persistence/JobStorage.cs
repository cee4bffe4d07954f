using OrleansStream.Checkpoints;

namespace OrleansStream.Grains.Persistence;

/// <summary>Where the cluster keeps what must survive a silo: in what its options name, or else in grain storage.</summary>
internal sealed class JobStorage(OrleansStreamOptions options, IServiceProvider services)
{
    /// <summary>Under this name packages are kept; no job may have it.</summary>
    internal const string PackagesName = "orleans-stream-packages";

    /// <summary>The checkpoint of a job.</summary>
    internal ICheckpointStore Of(string job) => options.CheckpointStore?.Invoke(job) ?? new GrainCheckpointStore(GrainRecords.Of(services), job);

    /// <summary>The packages of job code.</summary>
    internal ICheckpointStore OfPackages() => Of(PackagesName);
}
