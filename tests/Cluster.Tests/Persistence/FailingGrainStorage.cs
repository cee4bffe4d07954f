using Orleans.Storage;

namespace OrleansStream.Cluster.Tests;

/// <summary>A grain storage whose writes wait, or fail, when a test says so, before anything is written.</summary>
internal sealed class FailingGrainStorage(IGrainStorage inner) : IGrainStorage
{
    /// <summary>Whether a write of this record is to fail.</summary>
    internal Predicate<GrainId> Fails { get; set; } = static _ => false;

    /// <summary>Waited for before a record is written.</summary>
    internal Func<GrainId, Task> BeforeWrite { get; set; } = static _ => Task.CompletedTask;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await BeforeWrite(grainId);
        if (Fails(grainId))
        {
            throw new IOException("The test lets this write fail.");
        }

        await inner.WriteStateAsync(stateName, grainId, grainState);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ClearStateAsync(stateName, grainId, grainState);
}
