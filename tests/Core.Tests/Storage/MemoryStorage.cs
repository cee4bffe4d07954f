using System.Collections.Concurrent;
using OrleansStream.Storage;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Storage;

/// <summary>Places in memory, by their addresses.</summary>
internal sealed class MemoryStorage : IStorageProvider
{
    private readonly ConcurrentDictionary<Uri, InMemoryObjectStore> _places = new();

    public string Form => "memory://place";

    public IObjectStore? TryOpen(Uri place) => place.Scheme == "memory" ? _places.GetOrAdd(place, _ => new InMemoryObjectStore(TimeProvider.System)) : null;
}
