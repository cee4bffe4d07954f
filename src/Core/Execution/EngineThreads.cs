namespace OrleansStream.Execution;

/// <summary>A fixed number of threads that run tasks, first come first served.</summary>
/// <remarks>
/// Chains are long CPU loops; on the thread pool they would starve timers, sockets and user continuations. The number of
/// threads bounds how much of the machine a job can take.
/// </remarks>
internal sealed class EngineThreads : IDisposable
{
    private readonly Queue<Action> _queue = new();
    private readonly Thread[] _threads;
    private bool _stopping;

    internal EngineThreads(int count, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"{name}-{i}" };
            _threads[i].Start();
        }
    }

    internal int Count => _threads.Length;

    /// <summary>Queues work. It must not throw: an exception would end the process, as on any thread.</summary>
    /// <exception cref="ObjectDisposedException">The threads were stopped.</exception>
    internal void Post(Action work)
    {
        lock (_queue)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            _queue.Enqueue(work);
            Monitor.Pulse(_queue);
        }
    }

    /// <summary>Runs the same work on several threads, each of which is given a number.</summary>
    /// <param name="count">How many times; they may have to wait for each other.</param>
    /// <param name="work">The work; may throw.</param>
    /// <returns>Ends when all have ended.</returns>
    /// <exception cref="ObjectDisposedException">The threads were stopped.</exception>
    internal Task RunAsync(int count, Action<int> work)
    {
        var done = new TaskCompletionSource[count];
        for (int i = 0; i < count; i++)
        {
            int number = i;
            done[i] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Post(() =>
            {
                try
                {
                    work(number);
                    done[number].SetResult();
                }
                catch (Exception error)
                {
                    done[number].SetException(error);
                }
            });
        }

        return Task.WhenAll(done.Select(one => one.Task));
    }

    /// <summary>Lets queued work finish, then ends the threads. Does not wait for them.</summary>
    public void Dispose()
    {
        lock (_queue)
        {
            _stopping = true;
            Monitor.PulseAll(_queue);
        }
    }

    private void Work()
    {
        using IDisposable scope = CallbackScope.Enter("a task");
        while (true)
        {
            Action work;
            lock (_queue)
            {
                while (_queue.Count == 0)
                {
                    if (_stopping)
                    {
                        return;
                    }

                    Monitor.Wait(_queue);
                }

                work = _queue.Dequeue();
            }

            work();
        }
    }
}
