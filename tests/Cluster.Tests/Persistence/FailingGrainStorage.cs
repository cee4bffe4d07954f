using Orleans.Storage;

namespace OrleansStream.Cluster.Tests;

/// <summary>A grain storage whose writes fail when a test says so, before anything is written.</summary>
internal sealed class FailingGrainStorage(IGrainStorage inner) : IGrainStorage
{
    /// <summary>Whether a write of this record is to fail.</summary>
    internal Predicate<GrainId> Fails { get; set; } = static _ => false;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Fails(grainId) ? Task.FromException(new IOException("The test lets this write fail.")) : inner.WriteStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ClearStateAsync(stateName, grainId, grainState);
}
