using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrleansStream.Execution;

namespace OrleansStream.Metrics;

/// <summary>Delivers events to listeners one at a time, in order, on a loop of its own.</summary>
internal sealed partial class ListenerBus(ILogger logger)
{
    private readonly Channel<Action<StreamingListener>> _events =
        Channel.CreateUnbounded<Action<StreamingListener>>(new UnboundedChannelOptions { SingleReader = true });

    private StreamingListener[] _listeners = [];
    private Task _loop = Task.CompletedTask;
    private TaskCompletionSource? _idle;
    private int _undelivered;

    /// <summary>Ends when every event posted so far has been delivered.</summary>
    internal Task WhenIdleAsync()
    {
        lock (_events)
        {
            if (_undelivered == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    internal void Add(StreamingListener listener)
    {
        lock (_events)
        {
            _listeners = [.. _listeners, listener];
        }
    }

    internal void Remove(StreamingListener listener)
    {
        lock (_events)
        {
            _listeners = [.. _listeners.Where(other => !ReferenceEquals(other, listener))];
        }
    }

    internal void Start() => _loop = Task.Run(DeliverAsync);

    internal void Post(Action<StreamingListener> deliver)
    {
        if (_listeners.Length == 0)
        {
            return;
        }

        lock (_events)
        {
            _undelivered++;
        }

        if (!_events.Writer.TryWrite(deliver))
        {
            Delivered();
        }
    }

    /// <summary>Delivers what was posted, then ends: no event comes after a stop.</summary>
    internal Task StopAsync()
    {
        _events.Writer.TryComplete();
        return _loop;
    }

    private async Task DeliverAsync()
    {
        using IDisposable scope = CallbackScope.Enter("a listener");
        await foreach (Action<StreamingListener> deliver in _events.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            foreach (StreamingListener listener in _listeners)
            {
                try
                {
                    deliver(listener);
                }
                catch (Exception error)
                {
                    ListenerFailed(logger, listener.GetType().Name, error);
                }
            }

            Delivered();
        }
    }

    private void Delivered()
    {
        lock (_events)
        {
            if (--_undelivered == 0)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Listener {Listener} threw; the event is lost to it.")]
    private static partial void ListenerFailed(ILogger logger, string listener, Exception error);
}
