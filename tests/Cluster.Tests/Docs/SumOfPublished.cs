using Orleans.Streams;

namespace OrleansStream.Cluster.Tests;

/// <summary>The consumer that the page on outputs shows.</summary>
internal sealed class SumOfPublished : IAsyncObserver<long>
{
    private readonly HashSet<(string?, int?)> _seen = [];

    /// <summary>The sum of the items that have come, each once.</summary>
    internal long Total { get; private set; }

    public Task OnNextAsync(long item, StreamSequenceToken? token = null)
    {
        if (_seen.Add((PublishedItems.IdempotenceKey, token?.EventIndex)))
        {
            Total += item;
        }

        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
