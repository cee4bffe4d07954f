using OrleansStream.Execution;

namespace OrleansStream.Grains;

/// <summary>A job on a silo.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Context">The graph as the job's code defined it here; never started.</param>
/// <param name="Host">Runs tasks.</param>
/// <param name="Wire">Reads and writes messages.</param>
internal sealed record SiloJob(JobCode Code, StreamingContext Context, PartitionHost Host, WireFormat Wire) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        Host.Dispose();
        await Context.DisposeAsync();
        await Code.DisposeAsync();
    }
}
