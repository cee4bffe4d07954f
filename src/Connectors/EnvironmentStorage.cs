using OrleansStream.AzureBlobs;
using OrleansStream.S3;
using OrleansStream.Storage;
using OrleansStream.WebHdfs;

namespace OrleansStream;

/// <summary>The services that programs of ours know, with what the services' own tools find in the environment. Linked by each of the programs.</summary>
internal static class EnvironmentStorage
{
    /// <summary>Makes providers of all of them; connects to none.</summary>
    internal static StorageProviders Create() => new StorageProviders()
        .Add(S3Storage.FromEnvironment())
        .Add(AzureBlobStorage.FromEnvironment())
        .Add(WebHdfsStorage.FromEnvironment());
}
