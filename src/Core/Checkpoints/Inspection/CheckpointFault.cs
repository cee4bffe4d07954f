namespace OrleansStream.Checkpoints;

/// <summary>Something that is wrong with an object of a checkpoint.</summary>
/// <param name="ObjectName">The object's name.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Message">More about it.</param>
public sealed record CheckpointFault(string ObjectName, CheckpointFaultKind Kind, string Message)
{
    /// <summary>Whether a job cannot start because of it.</summary>
    public bool IsDamage => Kind != CheckpointFaultKind.Unreachable;
}
