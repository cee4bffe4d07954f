using OrleansStream.Batches;
using OrleansStream.Streams;

namespace OrleansStream;

public abstract partial class DStream<T>
{
    /// <summary>The datasets of a time range, oldest first, from batches that the stream still remembers.</summary>
    /// <param name="from">The first batch time, inclusive.</param>
    /// <param name="to">The last batch time, inclusive; not before <paramref name="from"/>.</param>
    /// <param name="cancellationToken">Gives up the wait for datasets that have to be made first.</param>
    /// <returns>A dataset for each batch of the range that has one. They may be used as long as the stream remembers their batch;
    /// afterwards an action on them throws an <see cref="InvalidOperationException"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="to"/> is before <paramref name="from"/>.</exception>
    /// <exception cref="InvalidOperationException">The context has not been started in this process.</exception>
    /// <exception cref="BatchNotRetainedException">The stream no longer remembers a batch of the range, or the context has been stopped.</exception>
    /// <remarks>Both ends are cut down to the stream's slide, counted from one interval before the first batch, with a warning in the log if that
    /// changes them. Times before the first batch are left out, and so are batches that are not planned yet. Datasets that no output
    /// asked for are made now.</remarks>
    public async Task<IReadOnlyList<Rdd<T>>> SliceAsync(BatchTime from, BatchTime to, CancellationToken cancellationToken = default)
    {
        if (to < from)
        {
            throw new ArgumentOutOfRangeException(nameof(to), to, $"The slice ends before it begins, at {from}.");
        }

        BatchCoordinator coordinator = Context.SlicedCoordinator();
        BatchTime zero = Context.ZeroTime;
        BatchTime first = Context.SliceEnd(from, this, nameof(from));
        BatchTime last = Context.SliceEnd(to, this, nameof(to));
        first = first > zero ? first : zero + SlideDuration;
        if (coordinator.NewestPlanned is not { } newest)
        {
            return [];
        }

        var datasets = new List<Rdd<T>>();
        for (BatchTime time = first; time <= last && time <= newest; time += SlideDuration)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await SliceAsync(coordinator.History, time).WaitAsync(cancellationToken).ConfigureAwait(false) is { } dataset)
            {
                datasets.Add(dataset);
            }
        }

        return datasets;
    }

    /// <summary>The datasets of the latest batches, oldest first.</summary>
    /// <param name="duration">How far back from the newest batch: its dataset and those less than this before it. More than zero.</param>
    /// <param name="cancellationToken">Gives up the wait for datasets that have to be made first.</param>
    /// <returns>As for <see cref="SliceAsync(BatchTime, BatchTime, CancellationToken)"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> is zero or negative.</exception>
    /// <exception cref="InvalidOperationException">The context has not been started in this process.</exception>
    /// <exception cref="BatchNotRetainedException">The stream does not remember for so long, or the context has been stopped.</exception>
    public Task<IReadOnlyList<Rdd<T>>> SliceAsync(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        if (duration <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "The duration of a slice must be more than zero.");
        }

        if (Context.SlicedCoordinator().NewestPlanned is not { } newest)
        {
            return Task.FromResult<IReadOnlyList<Rdd<T>>>([]);
        }

        BatchTime zero = Context.ZeroTime;
        BatchTime to = newest.Floor(SlideDuration, zero);
        BatchTime before = to - duration < zero ? zero : to - duration;
        BatchTime from = before.Floor(SlideDuration, zero) + SlideDuration;
        return from > to ? Task.FromResult<IReadOnlyList<Rdd<T>>>([]) : SliceAsync(from, to, cancellationToken);
    }

    private async Task<Rdd<T>?> SliceAsync(IBatchHistory history, BatchTime time)
    {
        BatchPlan? plan;
        do
        {
            // A plan that ends between the two lines is found no more, or in another attempt.
            plan = await history.FindAsync(time, this).ConfigureAwait(false);
        }
        while (plan is not null && !plan.Scope.TryEnter());

        if (plan is null)
        {
            return time > Context.Continued ? null : throw new BatchNotRetainedException(Name, time, null);
        }

        try
        {
            // Now that nothing of it can be let go, see that nothing has been.
            await history.FindAsync(time, this).ConfigureAwait(false);
            return await GetOrComputeAsync(plan).ConfigureAwait(false);
        }
        finally
        {
            plan.Scope.Leave();
        }
    }
}
