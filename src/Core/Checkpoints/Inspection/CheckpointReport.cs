namespace OrleansStream.Checkpoints;

/// <summary>What a verification has found.</summary>
/// <param name="Objects">How many objects the head needs.</param>
/// <param name="Bytes">How large those that are there are.</param>
/// <param name="Faults">What is wrong, damage first.</param>
public sealed record CheckpointReport(int Objects, long Bytes, IReadOnlyList<CheckpointFault> Faults)
{
    /// <summary>Whether a job can start from it.</summary>
    public bool IsSound => !Faults.Any(fault => fault.IsDamage);
}
