namespace OrleansStream.Checkpoints;

/// <summary>An accumulator as a checkpoint has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ObjectName">The object that holds its value, or null if that lies in the head.</param>
/// <param name="Bytes">The bytes of its value in the head; 0 if it lies in an object.</param>
public sealed record StoredValue(string Name, string? ObjectName, long Bytes);
