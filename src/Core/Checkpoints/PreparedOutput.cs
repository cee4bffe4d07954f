namespace OrleansStream.Checkpoints;

/// <summary>What an output operation prepared and is to publish.</summary>
/// <param name="Time">The batch.</param>
/// <param name="Output">The output operation's name.</param>
/// <param name="Token">What the operation needs to publish.</param>
internal sealed record PreparedOutput(BatchTime Time, string Output, ReadOnlyMemory<byte> Token);
