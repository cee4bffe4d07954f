using Microsoft.AspNetCore.Http;
using OrleansStream.Storage;
using OrleansStream.Tests.StorageServers;
using OrleansStream.WebHdfs.Tests.Server;

namespace OrleansStream.WebHdfs.Tests;

/// <summary>A NameNode and a DataNode in this process; places are folders.</summary>
public sealed class WebHdfsPlace : StoragePlace
{
    private const string Folder = "checkpoints";

    public override IObjectStore Open(string prefix, string? place = null, bool isStranger = false) => new WebHdfsStore(
        new Uri($"hdfs://{Proxy.Address.Authority}/{place ?? Folder}/{prefix}"),
        new WebHdfsOptions
        {
            UserName = isStranger ? "mallory" : WebHdfsServer.User,
            MaxAttempts = 4,
            RetryDelay = TimeSpan.FromMilliseconds(1),
        });

    public override Task CreateAsync(string place) => Task.CompletedTask;

    public override Task RemoveAsync(string place) => Task.CompletedTask;

    public override bool IsWrite(HttpRequest request) => request.Query["op"] == "RENAME";

    public override bool IsRead(HttpRequest request) => request.Query["op"] == "OPEN" && request.Query.ContainsKey("namenoderpcaddress");

    protected override async Task<IStorageServer> StartAsync() => await WebHdfsServer.StartAsync(isBehindProxy: true);

    protected override Task PrepareAsync() => Task.CompletedTask;
}
