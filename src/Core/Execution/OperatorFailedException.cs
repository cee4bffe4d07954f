using OrleansStream.Execution;

namespace OrleansStream;

/// <summary>User code of an operator threw while a batch ran. The original exception is the <see cref="Exception.InnerException"/>.</summary>
public sealed class OperatorFailedException : Exception
{
    /// <summary>Creates the exception with its standard message.</summary>
    public OperatorFailedException()
        : this("An operator failed.")
    {
    }

    /// <summary>Creates the exception with a message of its own.</summary>
    /// <param name="message">What happened.</param>
    public OperatorFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">What the user code threw.</param>
    public OperatorFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The operator's name, or empty if it is not known.</summary>
    public string OperatorName { get; private init; } = "";

    /// <summary>The batch, or null for work outside any batch.</summary>
    public BatchTime? BatchTime { get; private init; }

    /// <summary>The partition, or null when the operator ran at the coordinator.</summary>
    public int? Partition { get; private init; }

    /// <summary>How often the task was tried.</summary>
    public int Attempts { get; private init; } = 1;

    internal static OperatorFailedException InTask(TaskScope task, BatchTime? time, Exception error)
    {
        string name = task.CurrentOperator?.ToString() ?? task.Stage;
        string tries = task.Attempt == 1 ? "" : $" after {task.Attempt} attempts";
        string message = $"{name} failed{Where(time)}, partition {task.Partition}{tries}: {error.Message}";
        return new OperatorFailedException(message, error)
        {
            OperatorName = task.CurrentOperator?.Name ?? task.Stage,
            BatchTime = time,
            Partition = task.Partition,
            Attempts = task.Attempt,
        };
    }

    internal static OperatorFailedException AtCoordinator(OperatorInfo info, BatchTime? time, Exception error) =>
        new($"{info} failed{Where(time)}: {error.Message}", error) { OperatorName = info.Name, BatchTime = time };

    /// <summary>A failure that happened in another process; its original exception is known as text only.</summary>
    internal static OperatorFailedException Remote(TaskFailure failure, BatchTime time) =>
        new(failure.Message, new RemoteTaskException(failure.Detail))
        {
            OperatorName = failure.Operator,
            BatchTime = time,
            Partition = failure.Partition,
            Attempts = failure.Attempts,
        };

    /// <summary>The failure in the form that travels.</summary>
    internal TaskFailure ToFailure(int partition) =>
        new(OperatorName, Partition ?? partition, Attempts, Message, (InnerException ?? this).ToString());

    private static string Where(BatchTime? time) => time is null ? "" : $" in batch {time}";
}
