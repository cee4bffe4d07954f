namespace OrleansStream.Grains.Persistence;

/// <summary>What is kept in a record of grain storage: bytes of the engine's own encoding.</summary>
[GenerateSerializer]
[Alias("orleans-stream.stored-bytes")]
internal sealed class StoredBytes
{
    /// <summary>The bytes, at least one; null in a record that a provider has made up because it has none.</summary>
    [Id(0)]
    public byte[]? Content { get; set; }
}
