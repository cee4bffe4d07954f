namespace OrleansStream.Storage;

/// <summary>An object as a list tells of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Modified">When it was written, by the service's clock; services may round it to seconds.</param>
/// <param name="Version">Its version, as <see cref="IObjectStore.TryReplaceAsync"/> expects it.</param>
public sealed record ObjectInfo(string Name, long Length, DateTimeOffset Modified, string Version);
