namespace OrleansStream.Streams;

/// <summary>What the coordinator has found where it planned a batch, for the other processes that plan it.</summary>
/// <param name="Place">The stream's place in the graph.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Answer">The answer: a byte for yes or no, or a recipe.</param>
internal sealed record PlanFinding(int Place, PlanQuestion Question, ReadOnlyMemory<byte> Answer);
