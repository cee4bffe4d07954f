using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace OrleansStream.Cluster.Tests;

/// <summary>A queue outside of all silos, whose streams can be rewound: what is published is kept until it was delivered, and brought again to the silo that
/// reads the queue next.</summary>
public sealed class DurableQueue
{
    private readonly Lock _lock = new();
    private readonly List<DurableBatch> _log = [];
    private int _delivered;

    /// <summary>Appends items as one message.</summary>
    public void Append<T>(StreamId stream, IEnumerable<T> items)
    {
        using Lock.Scope scope = _lock.EnterScope();
        _log.Add(new DurableBatch(stream, [.. items.Cast<object>()], new EventSequenceTokenV2(_log.Count)));
    }

    /// <summary>A reader that begins with what is not known to be delivered.</summary>
    public IQueueAdapterReceiver Read() => new Reader(this);

    private sealed class Reader(DurableQueue queue) : IQueueAdapterReceiver
    {
        private int _next;

        public Task Initialize(TimeSpan timeout)
        {
            using Lock.Scope scope = queue._lock.EnterScope();
            _next = queue._delivered;
            return Task.CompletedTask;
        }

        public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount)
        {
            using Lock.Scope scope = queue._lock.EnterScope();
            IList<IBatchContainer> messages = [.. queue._log.Skip(_next).Take(Math.Min(maxCount, 10))];
            _next += messages.Count;
            return Task.FromResult(messages);
        }

        public Task MessagesDeliveredAsync(IList<IBatchContainer> messages)
        {
            using Lock.Scope scope = queue._lock.EnterScope();
            foreach (IBatchContainer message in messages)
            {
                queue._delivered = Math.Max(queue._delivered, (int)message.SequenceToken.SequenceNumber + 1);
            }

            return Task.CompletedTask;
        }

        public Task Shutdown(TimeSpan timeout) => Task.CompletedTask;
    }
}
