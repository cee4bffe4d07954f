namespace OrleansStream.Execution;

/// <summary>What one attempt of a task adds to a fact.</summary>
internal abstract class TaskFactPart
{
    /// <summary>How often it was added to.</summary>
    internal long Updates { get; set; }
}
