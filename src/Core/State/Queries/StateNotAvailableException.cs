namespace OrleansStream;

/// <summary>State was asked for before the job was started.</summary>
public sealed class StateNotAvailableException : InvalidOperationException
{
    /// <summary>Makes the error.</summary>
    public StateNotAvailableException()
        : base("The job has not been started, so it has no state yet. A view of state may be made before the start and is asked after it.")
    {
    }
}
