using Orleans.Streams;

namespace OrleansStream.Streams;

/// <summary>Takes the items of a stream for one run of a receiver. An item is acknowledged, by the end of the call that brings it, when it is stored.</summary>
internal sealed class ReceivingObserver<T>(OrleansStreamReceiver<T> receiver, CancellationToken stopping) : IAsyncBatchObserver<T>
{
    private readonly TaskCompletionSource<StreamSequenceToken> _missed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StreamSequenceToken? _unstored;
    private volatile bool _isClosed;

    /// <summary>Ends with the first call: the provider knows of the subscription and keeps what is to come.</summary>
    internal Task Reached => _reached.Task;

    /// <summary>Ends when the provider has gone on without an item that could not be stored in time, and can be asked for it: with where it is.</summary>
    internal Task<StreamSequenceToken> Missed => _missed.Task;

    /// <summary>Of a grain: its subscription.</summary>
    internal StreamSubscriptionHandle<T>? Subscription { get; set; }

    public async Task OnNextAsync(IList<SequentialItem<T>> items)
    {
        _reached.TrySetResult();
        if (!_isClosed)
        {
            _unstored ??= items[0].Token;
            await receiver.StoreAsync(items, stopping);
            _unstored = null;
            return;
        }

        if (receiver.Grain is { } grain && Subscription is { } subscription && await grain.IsUnwantedAsync(subscription.ProviderName, subscription.StreamId))
        {
            await subscription.UnsubscribeAsync();
            return;
        }

        throw new InvalidOperationException($"The receiver of {receiver.StreamName} has stopped. The item is to be brought to the one that follows it.");
    }

    public Task OnErrorAsync(Exception ex)
    {
        _reached.TrySetResult();
        if (_isClosed)
        {
            return Task.CompletedTask;
        }

        if (ex is StreamEventDeliveryFailureException && receiver.IsRewindable && _unstored is { } unstored)
        {
            // Nothing that follows is stored before it.
            Close();
            _missed.TrySetResult(unstored);
        }
        else
        {
            receiver.ReportError($"The stream provider reports: {ex.Message}", ex);
        }

        return Task.CompletedTask;
    }

    /// <summary>Has what comes from now on refused, so that it comes again.</summary>
    internal void Close() => _isClosed = true;
}
