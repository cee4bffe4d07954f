using System.Collections.Concurrent;
using Orleans.Streams;

namespace OrleansStream.Cluster.Tests;

/// <summary>Takes what comes to a stream of numbers, each with the key under which it was published.</summary>
internal sealed class StreamedNumbers : IAsyncObserver<long>
{
    /// <summary>Every number that has come.</summary>
    internal ConcurrentQueue<(long Number, string? Key)> Seen { get; } = new();

    public Task OnNextAsync(long item, StreamSequenceToken? token = null)
    {
        Seen.Enqueue((item, PublishedItems.IdempotenceKey));
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
