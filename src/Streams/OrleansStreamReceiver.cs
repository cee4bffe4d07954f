using System.Diagnostics.CodeAnalysis;
using Orleans.Streams;

namespace OrleansStream.Streams;

/// <summary>Receives a stream of Orleans: as a grain on a cluster, and as the process elsewhere.</summary>
/// <param name="address">The stream.</param>
/// <param name="host">What the process has of Orleans.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose handle nobody asks for holds nothing to free.")]
internal sealed class OrleansStreamReceiver<T>(StreamAddress address, StreamHost host) : Receiver<T>
{
    private readonly IStreamProvider _provider = host.ProviderOf(address);

    // Of all runs: one may still be storing when the next one begins.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Whether the provider's items have a place that they keep, so that it can be asked for them again.</summary>
    internal bool IsRewindable => _provider.IsRewindable;

    internal IReceivingGrain? Grain => host.Grain;

    /// <summary>Stores items, unless they are stored already: the provider brings them again if a call fails or takes too long, also while it still waits
    /// here.</summary>
    internal async Task StoreAsync(IList<SequentialItem<T>> items, CancellationToken stopping)
    {
        await _turn.WaitAsync(stopping);
        try
        {
            stopping.ThrowIfCancellationRequested();
            await StoreInTurnAsync(items, stopping);
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override void OnStart() => Run(ReceiveAsync);

    private async Task StoreInTurnAsync(IList<SequentialItem<T>> items, CancellationToken stopping)
    {
        if (!IsRewindable)
        {
            // A token may come back with another item, so that nothing can be told from it.
            await WaitToStoreAsync(items.Count, stopping);
            await StoreAsync(items.Select(item => item.Item), stopping);
            return;
        }

        StreamSequenceToken? stored = StreamPosition.Decode(Position, address, host.Serializer);
        T[] fresh = [.. items.Where(item => stored is null || item.Token.Newer(stored)).Select(item => item.Item)];
        if (fresh.Length > 0)
        {
            await WaitToStoreAsync(fresh.Length, stopping);
            StreamSequenceToken last = items[^1].Token;
            await StoreAsync(fresh, $"up to {last}", StreamPosition.Encode(address, last, host.Serializer), stopping);
        }
    }

    private async Task ReceiveAsync(CancellationToken stopping)
    {
        StreamSubscriptionHandle<T>? subscription = null;
        ReceivingObserver<T>? observer = null;
        try
        {
            StreamSequenceToken? missed = null;
            while (true)
            {
                observer = new ReceivingObserver<T>(this, stopping);
                (subscription, StreamSubscriptionHandle<T>[] before) = await SubscribeAsync(observer, subscription, missed);
                try
                {
                    // A provider lets go of what nobody waits for, and learns of this subscription only after a while.
                    await (missed is null ? Task.CompletedTask : observer.Reached.WaitAsync(stopping));
                }
                finally
                {
                    await EndAsync(before);
                }

                missed = await observer.Missed.WaitAsync(stopping);
                ReportError($"The stream provider has given up bringing item {missed}, which could not be stored; it is asked for it again.");
            }
        }
        finally
        {
            observer?.Close();

            // A grain's subscription outlives the receiver, since another one goes on with it; that of a process does not outlive the process.
            if (subscription is not null && Grain is null)
            {
                await subscription.UnsubscribeAsync();
            }
        }
    }

    /// <summary>Subscribes, or goes on with the subscription that there is.</summary>
    /// <param name="observer">What is told of items.</param>
    /// <param name="before">The subscription that this run has had so far, or null.</param>
    /// <param name="missed">Where the provider is to begin, or null for where it is.</param>
    /// <returns>The subscription, and others that it takes the place of.</returns>
    private async Task<(StreamSubscriptionHandle<T> Subscription, StreamSubscriptionHandle<T>[] Before)> SubscribeAsync(
        ReceivingObserver<T> observer, StreamSubscriptionHandle<T>? before, StreamSequenceToken? missed)
    {
        if (Grain is { } grain)
        {
            return await InTurnAsync(grain, () => SubscribeAsync(grain, observer, missed));
        }

        return (await _provider.GetStream<T>(address.Id).SubscribeAsync(observer, missed), before is null ? [] : [before]);
    }

    private async Task<(StreamSubscriptionHandle<T> Subscription, StreamSubscriptionHandle<T>[] Before)> SubscribeAsync(
        IReceivingGrain grain, ReceivingObserver<T> observer, StreamSequenceToken? missed)
    {
        IAsyncStream<T> stream = _provider.GetStream<T>(address.Id);
        IList<StreamSubscriptionHandle<T>> known = await stream.GetAllSubscriptionHandles();
        StreamSubscriptionHandle<T>? kept = missed is null ? known.FirstOrDefault() : null;
        observer.Subscription = kept is null ? await stream.SubscribeAsync(observer, missed) : await kept.ResumeAsync(observer);
        grain.Subscribed = (address.Provider, address.Id);
        return (observer.Subscription, [.. known.Where(one => one != kept)]);
    }

    private async Task EndAsync(StreamSubscriptionHandle<T>[] subscriptions)
    {
        foreach (StreamSubscriptionHandle<T> subscription in subscriptions)
        {
            await (Grain is { } grain
                ? InTurnAsync(grain, async () =>
                {
                    await subscription.UnsubscribeAsync();
                    return true;
                })
                : subscription.UnsubscribeAsync());
        }
    }

    private static Task<TResult> InTurnAsync<TResult>(IReceivingGrain grain, Func<Task<TResult>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, grain.Turns).Unwrap();
}
