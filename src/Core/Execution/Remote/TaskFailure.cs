namespace OrleansStream.Execution;

/// <summary>A failure as it travels between processes: no user type is needed to read it.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Attempts">How often the task was tried.</param>
/// <param name="Message">What happened.</param>
/// <param name="Detail">The original exception in full, as text.</param>
internal sealed record TaskFailure(string Operator, int Partition, int Attempts, string Message, string Detail);
