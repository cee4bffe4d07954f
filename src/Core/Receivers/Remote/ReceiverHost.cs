using OrleansStream.Execution;
using OrleansStream.Sources;

namespace OrleansStream.Receivers;

/// <summary>Runs one receiver of a job for a coordinator in another process.</summary>
/// <remarks>
/// Each life of the receiver gets a definition of the job of its own, of which only this stream is started. It holds nothing that the receiver's log
/// and a new order cannot bring back. Safe for several threads; orders are followed one at a time.
/// </remarks>
/// <param name="define">Makes a context of the job as its code defines it.</param>
/// <param name="receiver">The receiver's number.</param>
internal sealed class ReceiverHost(Func<Task<StreamingContext>> define, int receiver) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private Run? _run;

    /// <summary>Whether a life of the receiver has begun and was not let go.</summary>
    internal bool IsAlive => Volatile.Read(ref _run) is not null;

    /// <summary>Starts the receiver.</summary>
    /// <exception cref="JobFencedException">The order is from a coordinator that has been replaced, or was followed by a later one.</exception>
    internal Task<ReceiverReport> StartAsync(ReceiverStart order, CancellationToken cancellation) => InTurnAsync(async () =>
    {
        if (_run is { } now)
        {
            int age = order.Life.CompareTo(now.Life);
            if (age < 0)
            {
                throw new JobFencedException($"The order is for life {order.Life} of the receiver; life {now.Life} has begun.");
            }

            if (age == 0)
            {
                return now.Stream.Report();
            }

            _run = null;
            await EndAsync(now).ConfigureAwait(false);
        }

        _run = await BeginAsync(order, cancellation).ConfigureAwait(false);
        return _run.Stream.Report();
    });

    /// <summary>Fixes what a batch holds.</summary>
    /// <exception cref="ReceiverLostException">That life of the receiver has ended, or is not here.</exception>
    internal Task<ReceiverReport> SealAsync(ReceiverSealing order, CancellationToken cancellation) => InTurnAsync(async () =>
    {
        Run run = RunOf(order.Life);
        run.Stream.Follow(order);
        return run.Stream.Report(await run.Source.SealAsync(order.Time, cancellation).ConfigureAwait(false));
    });

    /// <summary>Takes in nothing more.</summary>
    /// <exception cref="ReceiverLostException">That life of the receiver has ended, or is not here.</exception>
    internal Task<ReceiverReport> StopAsync(ReceiverLife life, CancellationToken cancellation) => InTurnAsync(async () =>
    {
        Run run = RunOf(life);
        await StopAsync(run, cancellation).ConfigureAwait(false);
        return run.Stream.Report();
    });

    /// <summary>Lets a life of the receiver go.</summary>
    internal Task EndAsync(ReceiverLife life) => InTurnAsync(async () =>
    {
        if (_run is { } run && run.Life.CompareTo(life) <= 0)
        {
            _run = null;
            await EndAsync(run).ConfigureAwait(false);
        }

        return true;
    });

    /// <summary>A piece of a block.</summary>
    internal BucketFrame Pull(BlockAddress block, int offset) =>
        Volatile.Read(ref _run)?.Stream.TryRead(block, offset, BucketFrame.MaxLength) is { } piece
            ? new BucketFrame(piece.Total, piece.Bytes)
            : BucketFrame.Missing;

    public async ValueTask DisposeAsync()
    {
        await InTurnAsync(async () =>
        {
            if (_run is { } run)
            {
                _run = null;
                await EndAsync(run).ConfigureAwait(false);
            }

            return true;
        }).ConfigureAwait(false);
        _turn.Dispose();
    }

    private async Task<Run> BeginAsync(ReceiverStart order, CancellationToken cancellation)
    {
        StreamingContext context = await define().ConfigureAwait(false);
        try
        {
            InputSource source = context.Graph.Inputs[receiver];
            var stream = (IReceivedStream)source.Stream;
            context.BecomeHostOf(order.Life);
            await stream.TakeOverAsync(order.Logs, cancellation).ConfigureAwait(false);
            await source.StartAsync(cancellation).ConfigureAwait(false);
            return new Run(order.Life, context, source, stream);
        }
        catch
        {
            await context.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private Run RunOf(ReceiverLife life) => _run is { } run && run.Life == life
        ? run
        : throw new ReceiverLostException($"Life {life} of the receiver is not here{(_run is null ? "" : $", but life {_run.Life}")}.");

    private static async Task StopAsync(Run run, CancellationToken cancellation)
    {
        if (!run.IsStopped)
        {
            run.IsStopped = true;
            await run.Source.StopAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Ends a life at once: what it has in the log is there for the next.</summary>
    private static async Task EndAsync(Run run)
    {
        try
        {
            await StopAsync(run, new CancellationToken(canceled: true)).ConfigureAwait(false);
            await run.Source.LetGoAsync().ConfigureAwait(false);
        }
        finally
        {
            await run.Context.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private sealed record Run(ReceiverLife Life, StreamingContext Context, InputSource Source, IReceivedStream Stream)
    {
        internal bool IsStopped { get; set; }
    }
}
