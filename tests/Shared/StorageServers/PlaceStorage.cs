using OrleansStream.Storage;

namespace OrleansStream.Tests.StorageServers;

/// <summary>Opens parts of a place by addresses of the tests: <c>test://prefix</c>.</summary>
internal sealed class PlaceStorage(StoragePlace place) : IStorageProvider
{
    public string Form => "test://prefix";

    IObjectStore? IStorageProvider.TryOpen(Uri address) => address.Scheme == "test" ? place.Open(address.Host + address.AbsolutePath) : null;
}
