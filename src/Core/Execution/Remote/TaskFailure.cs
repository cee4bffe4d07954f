using OrleansStream.Streams;

namespace OrleansStream.Execution;

/// <summary>A failure as it travels between processes: no user type is needed to read it.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Attempts">How often the task was tried.</param>
/// <param name="Message">What happened.</param>
/// <param name="Detail">The original exception in full, as text.</param>
/// <param name="StateIsLost">Whether the host lacks the state that the task changes, so that it is of no use to try again on it.</param>
/// <param name="LostOutputs">What the task was to read and is lost, or null. Nothing of the task has run then.</param>
/// <param name="Graph">The host's operators, if it has defined the job in another way; else null.</param>
internal sealed record TaskFailure(
    string Operator,
    int Partition,
    int Attempts,
    string Message,
    string Detail,
    bool StateIsLost = false,
    IReadOnlyList<LostOutput>? LostOutputs = null,
    IReadOnlyList<OperatorDescription>? Graph = null);
