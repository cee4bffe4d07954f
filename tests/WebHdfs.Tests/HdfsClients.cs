using OrleansStream.Storage;
using OrleansStream.WebHdfs.Tests.Server;

namespace OrleansStream.WebHdfs.Tests;

/// <summary>What the tests do with stores over a server of their own.</summary>
internal static class HdfsClients
{
    internal static readonly CancellationToken None = CancellationToken.None;

    internal static WebHdfsOptions Options { get; } = new()
    {
        UserName = WebHdfsServer.User,
        MaxAttempts = 4,
        RetryDelay = TimeSpan.Zero,
    };

    internal static IObjectStore Open(this WebHdfsServer server, string folder, WebHdfsOptions? options = null) =>
        new WebHdfsStore(new Uri($"hdfs://{server.Address.Authority}/{folder}"), options ?? Options);

    internal static async Task<string?> CreateAsync(this IObjectStore store, string name, string text)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        return await store.TryCreateAsync(name, content, None);
    }

    internal static async Task<string?> ReplaceAsync(this IObjectStore store, string name, string version, string text) =>
        await store.TryReplaceAsync(name, version, System.Text.Encoding.UTF8.GetBytes(text), None);

    internal static async Task<string?> TextAsync(this IObjectStore store, string name)
    {
        await using ObjectContent? found = await store.OpenReadAsync(name, None);
        if (found is null)
        {
            return null;
        }

        using var reader = new StreamReader(found.Stream);
        return await reader.ReadToEndAsync();
    }

    /// <summary>All files and folders of a server, in order; folders end with a slash.</summary>
    internal static IReadOnlyList<string> Paths(this WebHdfsServer server)
    {
        var found = new List<string>();
        Collect("/");
        return found;

        void Collect(string folder)
        {
            foreach ((string name, Inode inode) in server.Files.List(folder, "", int.MaxValue).Page)
            {
                found.Add($"{folder}{name}{(inode.IsFolder ? "/" : "")}");
                if (inode.IsFolder)
                {
                    Collect($"{folder}{name}/");
                }
            }
        }
    }
}
