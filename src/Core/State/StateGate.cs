namespace OrleansStream.Stateful;

/// <summary>Lets one thread at a time at a partition's state: a batch's task, which stays for long, and readers, which do not.</summary>
/// <remarks>The task leaves between chunks of records; a lock alone would let it in again before those who wait.</remarks>
internal sealed class StateGate
{
    // So long the task makes way at most, so that a crowd of readers does not stop the batch.
    private const int Courtesy = 64;

    [ThreadStatic]
    private static bool _writesHere;

    [ThreadStatic]
    private static bool _isInFunction;

    private readonly Lock _lock = new();
    private int _waiting;

    /// <summary>Refuses user code to ask for state where it is the state that it changes.</summary>
    /// <exception cref="InvalidOperationException">The thread is inside a state function.</exception>
    internal static void ThrowIfInFunction()
    {
        if (_writesHere || _isInFunction)
        {
            throw Refusal();
        }
    }

    /// <summary>Runs code of a state function outside the gate.</summary>
    internal static void RunFunction(Action run)
    {
        _isInFunction = true;
        try
        {
            run();
        }
        finally
        {
            _isInFunction = false;
        }
    }

    /// <summary>Enters as the task that changes the state.</summary>
    internal void EnterWriter()
    {
        var spin = default(SpinWait);
        for (int i = 0; i < Courtesy && Volatile.Read(ref _waiting) > 0; i++)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        _lock.Enter();
        _writesHere = true;
    }

    internal void ExitWriter()
    {
        _writesHere = false;
        _lock.Exit();
    }

    /// <summary>Enters as anybody else.</summary>
    /// <exception cref="InvalidOperationException">The thread is inside a state function.</exception>
    internal Lock.Scope EnterReader()
    {
        if (_writesHere)
        {
            throw Refusal();
        }

        Interlocked.Increment(ref _waiting);
        try
        {
            return _lock.EnterScope();
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private static InvalidOperationException Refusal() => new(
        "State was asked for inside a function that changes state, which would wait for itself; ask outside, or use the state that the function is given.");
}
