using Azure.Core;
using Azure.Storage;
using Azure.Storage.Blobs;
using OrleansStream.AzureBlobs;
using OrleansStream.Storage;
using OrleansStream.Tests.StorageServers;

namespace OrleansStream.Tests.Azurite;

/// <summary>Azurite, with the account that it documents.</summary>
public sealed class AzuritePlace : StoragePlace
{
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const string WrongKey = "d3Jvbmc=";
    private const string Container = "checkpoints";

    /// <summary>How Azure's tools are told of the account.</summary>
    internal string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={new Uri(Proxy.Address, Account)};";

    public override IObjectStore Open(string prefix, string? place = null, bool isStranger = false) =>
        new AzureBlobStore(Client(place ?? Container, isStranger ? WrongKey : Key), prefix);

    public override Task CreateAsync(string place) => Client(place, Key).CreateAsync();

    public override Task RemoveAsync(string place) => Client(place, Key).DeleteAsync();

    protected override Task<IStorageServer> StartAsync() => StorageServer.StartAzuriteAsync();

    protected override Task PrepareAsync() => CreateAsync(Container);

    private BlobContainerClient Client(string container, string key)
    {
        var options = new BlobClientOptions();
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(10);
        options.Retry.Mode = RetryMode.Fixed;
        return new BlobContainerClient(new Uri(Proxy.Address, $"{Account}/{container}"), new StorageSharedKeyCredential(Account, key), options);
    }
}
