namespace OrleansStream;

/// <summary>State was asked for of a job that has not been started, or does not run.</summary>
public sealed class StateNotAvailableException : InvalidOperationException
{
    /// <summary>Makes the error.</summary>
    public StateNotAvailableException()
        : base("The job has not been started, so it has no state yet. A view of state may be made before the start and is asked after it.")
    {
    }

    /// <summary>Makes the error with a message of its own.</summary>
    /// <param name="message">What is wrong.</param>
    public StateNotAvailableException(string message)
        : base(message)
    {
    }
}
