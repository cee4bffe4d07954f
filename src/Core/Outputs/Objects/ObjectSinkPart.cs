namespace OrleansStream.Outputs;

/// <summary>One object of a batch.</summary>
/// <param name="Staged">Where it is until it is published.</param>
/// <param name="Published">Its name for readers.</param>
internal sealed record ObjectSinkPart(string Staged, string Published);
