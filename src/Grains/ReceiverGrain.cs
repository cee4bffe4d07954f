using Orleans.Concurrency;
using Orleans.Placement;
using OrleansStream.Execution;
using OrleansStream.Receivers;

namespace OrleansStream.Grains;

/// <inheritdoc cref="IReceiverGrain"/>
/// <remarks>Transport and placement only: the work is the receiver host's. Turns interleave, so that blocks can be pulled while a batch is sealed.</remarks>
[Reentrant]
[KeepAlive]
[Immovable]
[RandomPlacement]
internal sealed class ReceiverGrain(JobFactory factory, SiloJobs jobs) : Grain, IReceiverGrain, IAsyncDisposable
{
    private ReceiverHost? _host;
    private WireFormat? _wire;
    private long _run;

    public async Task<byte[]> StartAsync(JobSubmission job, byte[] order)
    {
        if (_host is { } earlier && _run != job.Run)
        {
            _host = null;
            await earlier.DisposeAsync();
        }

        if (_host is null)
        {
            _run = job.Run;
            _wire = jobs.Get(job).Wire;
            _host = new ReceiverHost(() => factory.Define(job, dispatcher: null), (int)this.GetPrimaryKeyLong(out _));
        }

        return _wire!.Write(await _host.StartAsync(_wire.Read<ReceiverStart>(order), CancellationToken.None));
    }

    public Task<byte[]> SealAsync(JobSubmission job, byte[] order) =>
        AnswerAsync((host, wire) => host.SealAsync(wire.Read<ReceiverSealing>(order), CancellationToken.None));

    public Task<byte[]> StopAsync(JobSubmission job, byte[] life, CancellationToken cancellationToken) =>
        AnswerAsync((host, wire) => host.StopAsync(wire.Read<ReceiverLife>(life), cancellationToken));

    public async Task EndAsync(JobSubmission job, byte[] life)
    {
        if (_host is { } host)
        {
            await host.EndAsync(_wire!.Read<ReceiverLife>(life));
        }
    }

    public Task<ShuffleFrame> PullBlockAsync(JobSubmission job, byte[] block, int offset)
    {
        BucketFrame frame = _host?.Pull(_wire!.Read<BlockAddress>(block), offset) ?? BucketFrame.Missing;
        return Task.FromResult(new ShuffleFrame(frame.Total, frame.Bytes));
    }

    /// <summary>Ends the receiver; called when the grain is deactivated. What it has stored is in its log.</summary>
    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<byte[]> AnswerAsync(Func<ReceiverHost, WireFormat, Task<ReceiverReport>> ask)
    {
        try
        {
            return _host is { } host ? _wire!.Write(await ask(host, _wire)) : [];
        }
        catch (ReceiverLostException)
        {
            return [];
        }
    }
}
