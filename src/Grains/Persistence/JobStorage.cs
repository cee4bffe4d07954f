using OrleansStream.Checkpoints;

namespace OrleansStream.Grains.Persistence;

/// <summary>Where the cluster keeps what must survive a silo: in what its options name, or else in grain storage.</summary>
internal sealed class JobStorage(OrleansStreamOptions options, IServiceProvider services)
{
    /// <summary>What the names begin with that the cluster keeps things of its own under; no job may have one.</summary>
    internal const string OwnPrefix = "orleans-stream-";

    private const string PackagesName = OwnPrefix + "packages";
    private const string SavepointPrefix = OwnPrefix + "savepoint-";

    /// <summary>The checkpoint of a job.</summary>
    internal ICheckpointStore Of(string job) => options.CheckpointStore?.Invoke(job) ?? new GrainCheckpointStore(GrainRecords.Of(services), job);

    /// <summary>The packages of job code.</summary>
    internal ICheckpointStore OfPackages() => Of(PackagesName);

    /// <summary>A savepoint.</summary>
    /// <param name="place">Where it is: a full path as this silo sees it, an address, or a name in the cluster's storage.</param>
    /// <exception cref="ArgumentException">It is none of them, or an address that this silo's options do not know.</exception>
    internal ICheckpointStore OfSavepoint(string place)
    {
        SavepointPlace.Check(place);
        return SavepointPlace.IsOutside(place) ? options.Storage.OpenCheckpoint(place) : Of(SavepointPrefix + place);
    }
}
