using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Streams.Core;
using OrleansStream.Execution;
using OrleansStream.Receivers;
using OrleansStream.Streams;

namespace OrleansStream.Grains;

/// <inheritdoc cref="IReceiverGrain"/>
/// <remarks>Transport and placement only: the work is the receiver host's. Turns interleave, so that blocks can be pulled while a batch is sealed.</remarks>
[Reentrant]
[KeepAlive]
[Immovable]
[RandomPlacement]
internal sealed class ReceiverGrain(JobFactory factory, LocalReceivers local)
    : Grain, IReceiverGrain, IReceivingGrain, IStreamSubscriptionObserver, IAsyncDisposable
{
    private static readonly WireFormat Wire = WireFormat.OfEngine;

    private readonly SemaphoreSlim _change = new(1);
    private ReceiverHost? _host;
    private JobCode? _code;
    private long _run;

    public TaskScheduler Turns { get; private set; } = TaskScheduler.Default;

    public (string Provider, StreamId Stream)? Subscribed { get; set; }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Turns = TaskScheduler.Current;
        return base.OnActivateAsync(cancellationToken);
    }

    public Task<byte[]> StartAsync(JobSubmission job, byte[] order) => AloneAsync(async () =>
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Run < _run)
        {
            throw new JobFencedException($"Run {job.Run} of job {job.JobName} is over; a receiver of run {_run} has been here.");
        }

        if (job.Run > _run)
        {
            await ReleaseAsync();
        }

        if (_host is null)
        {
            JobCode code = _code = await factory.OpenAsync(job);
            _run = job.Run;
            local.Add(this, job.JobName);
            _host = new ReceiverHost(() => code.DefineAsync(JobRole.Receiver, receiving: this), (int)this.GetPrimaryKeyLong(out _));
        }

        try
        {
            return Wire.Write(await _host.StartAsync(Wire.Read<ReceiverStart>(order), CancellationToken.None));
        }
        finally
        {
            if (!_host.IsAlive)
            {
                await ReleaseAsync();
            }
        }
    });

    public Task<byte[]> SealAsync(JobSubmission job, byte[] order) =>
        AnswerAsync(host => host.SealAsync(Wire.Read<ReceiverSealing>(order), CancellationToken.None));

    public Task<byte[]> StopAsync(JobSubmission job, byte[] life, CancellationToken cancellationToken) =>
        AnswerAsync(host => host.StopAsync(Wire.Read<ReceiverLife>(life), cancellationToken));

    public Task EndAsync(JobSubmission job, byte[] life) => AloneAsync(async () =>
    {
        if (_host is { } host)
        {
            await host.EndAsync(Wire.Read<ReceiverLife>(life));
            if (!host.IsAlive)
            {
                await ReleaseAsync();
            }
        }

        return true;
    });

    public Task<ShuffleFrame> PullBlockAsync(JobSubmission job, byte[] block, int offset)
    {
        BucketFrame frame = _host?.Pull(Wire.Read<BlockAddress>(block), offset) ?? BucketFrame.Missing;
        return Task.FromResult(new ShuffleFrame(frame.Total, frame.Bytes));
    }

    public async Task<bool> IsUnwantedAsync(string provider, StreamId stream)
    {
        if (Subscribed is { } subscribed && subscribed != (provider, stream))
        {
            return true;
        }

        this.GetPrimaryKeyLong(out string? job);
        return await GrainFactory.GetGrain<IJobManagerGrain>(0).GetAsync(job!) is { State: JobState.Stopped or JobState.Failed };
    }

    /// <summary>Called by Orleans when something is published to a stream that this grain has subscribed to, as long as no receiver here takes it: after the silo
    /// of the receiver was lost, or the job has ended.</summary>
    /// <exception cref="ReceiverLostException">Somebody will want it: the provider is to bring it again.</exception>
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        ArgumentNullException.ThrowIfNull(handleFactory);
        if (!await IsUnwantedAsync(handleFactory.ProviderName, handleFactory.StreamId))
        {
            throw new ReceiverLostException($"The receiver of {handleFactory.StreamId} has not been started here yet. The item is to be brought again.");
        }

        await handleFactory.Create<object>().UnsubscribeAsync();
    }

    /// <summary>Ends the receiver; called when the grain is deactivated. What it has stored is in its log.</summary>
    public async ValueTask DisposeAsync()
    {
        await AloneAsync(async () =>
        {
            await ReleaseAsync();
            return true;
        });
        _change.Dispose();
    }

    /// <summary>Ends the receiver if it is of a run that is over: its coordinator may have been lost before it could. Called from outside of the grain's turns.</summary>
    /// <param name="run">The last run that is over.</param>
    internal Task ReleaseAsync(long run) => AloneAsync(async () =>
    {
        if (_run <= run)
        {
            await ReleaseAsync();
        }

        return true;
    });

    private async Task ReleaseAsync()
    {
        local.Remove(this);
        (ReceiverHost? host, JobCode? code) = (_host, _code);
        (_host, _code, Subscribed) = (null, null, null);
        await (host?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (code?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task<byte[]> AnswerAsync(Func<ReceiverHost, Task<ReceiverReport>> ask)
    {
        try
        {
            return _host is { } host ? Wire.Write(await ask(host)) : [];
        }
        catch (ReceiverLostException)
        {
            return [];
        }
    }

    /// <summary>Does what changes which run is here, one after the other.</summary>
    private async Task<T> AloneAsync<T>(Func<Task<T>> work)
    {
        await _change.WaitAsync();
        try
        {
            return await work();
        }
        finally
        {
            _change.Release();
        }
    }
}
