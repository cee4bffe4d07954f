namespace OrleansStream.Tests.StorageServers;

/// <summary>A server that the tests of a class share; disposing of it ends it.</summary>
public interface IStorageServer : IAsyncDisposable
{
    /// <summary>Where it listens.</summary>
    Uri Address { get; }
}
