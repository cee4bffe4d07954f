using Orleans.Storage;

namespace OrleansStream.Grains.Persistence;

/// <summary>Stores bytes as they are: a serializer that writes text would make them a third longer.</summary>
/// <param name="others">Serializes everything else that is kept with the same provider.</param>
internal sealed class StoredBytesSerializer(IGrainStorageSerializer others) : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T input) =>
        input is StoredBytes stored ? BinaryData.FromBytes(stored.Content ?? []) : others.Serialize(input);

    public T Deserialize<T>(BinaryData input) =>
        typeof(T) == typeof(StoredBytes) ? (T)(object)new StoredBytes { Content = input.ToArray() } : others.Deserialize<T>(input);
}
