namespace OrleansStream.Execution;

/// <summary>Some records in one of three forms: objects, encoded bytes, or a frame of a file.</summary>
/// <param name="Count">How many records.</param>
/// <param name="Records">The records at the front of an array, or null.</param>
/// <param name="Encoded">The records as the codec wrote them, or null.</param>
/// <param name="Start">Where their frame begins, if they are in the file.</param>
internal readonly record struct RecordChunk<T>(int Count, T[]? Records, byte[]? Encoded, long Start)
{
    internal bool IsInMemory => Records is not null || Encoded is not null;
}
