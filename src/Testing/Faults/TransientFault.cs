namespace OrleansStream.Testing;

/// <summary>Fails a number of times, then no more: call <see cref="Strike"/> in a function of the job.</summary>
/// <remarks>Thread-safe.</remarks>
/// <example><code>
/// var fault = new TransientFault(times: 2);
/// numbers.Map(number => fault.Pass(number)).CollectTo("out");
/// </code></example>
public sealed class TransientFault
{
    private int _left;
    private int _strikes;

    /// <summary>Makes a fault.</summary>
    /// <param name="times">How often it strikes; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="times"/> is negative.</exception>
    public TransientFault(int times)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        _left = times;
    }

    /// <summary>How often it has struck.</summary>
    public int Strikes => Volatile.Read(ref _strikes);

    /// <summary>Fails if the fault has not struck often enough yet.</summary>
    /// <exception cref="InjectedFaultException">It has not.</exception>
    public void Strike()
    {
        if (Interlocked.Decrement(ref _left) >= 0)
        {
            throw new InjectedFaultException(FormattableString.Invariant($"Injected fault {Interlocked.Increment(ref _strikes)}."));
        }

        // Not to run round after two thousand million calls.
        Volatile.Write(ref _left, 0);
    }

    /// <summary><see cref="Strike"/> as part of an expression.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">What to give.</param>
    /// <returns><paramref name="value"/>.</returns>
    /// <exception cref="InjectedFaultException">The fault strikes.</exception>
    public T Pass<T>(T value)
    {
        Strike();
        return value;
    }
}
