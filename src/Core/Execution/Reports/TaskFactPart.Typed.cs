namespace OrleansStream.Execution;

/// <inheritdoc/>
internal sealed class TaskFactPart<TState>(TState value) : TaskFactPart
{
    internal TState Value = value;
}
