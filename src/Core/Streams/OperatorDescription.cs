namespace OrleansStream.Streams;

/// <summary>What can be said of an operator as a process has defined it, for comparison with other processes.</summary>
/// <param name="Name">The operator's name.</param>
/// <param name="Traits">What it is, what it is made from, and the plain values that its functions capture.</param>
internal sealed record OperatorDescription(string Name, IReadOnlyList<string> Traits);
