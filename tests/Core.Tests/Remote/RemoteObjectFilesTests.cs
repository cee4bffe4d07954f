using OrleansStream.Core.Tests.Storage;
using OrleansStream.Storage;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Files in an object store that hosts read and write.</summary>
public sealed class RemoteObjectFilesTests
{
    private static readonly int[] Counts = [3, 1, 4, 1, 5];

    [Fact]
    public async Task Hosts_bring_what_they_read_and_what_they_write_is_published_once()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            var random = new Random(seed);
            var objects = new InMemoryObjectStore(new VirtualTime(VirtualTime.DefaultStart.AddMilliseconds(10)));
            for (int file = 0; file < Counts.Length; file++)
            {
                await WriteAsync(objects, $"in/{file}", string.Concat(Enumerable.Repeat($"word-{file}\n", Counts[file])));
            }

            await RemoteJob.RunAsync(
                ssc => ssc.TextFileStream("memory://place/in", newFilesOnly: false).Named("lines")
                    .Map(word => (word, 1L))
                    .ReduceByKey((left, right) => left + right)
                    .SaveAsTextFiles("memory://place/out/counts"),
                driver => driver.AdvanceAsync(2),
                _ =>
                {
                    lock (random)
                    {
                        return random.Next(12) switch { 0 => CallFault.LostBefore, 1 => CallFault.LostAfter, _ => CallFault.None };
                    }
                },
                options =>
                {
                    (options.OnFailure, options.MaxBatchAttempts) = (FailurePolicy.RetryThenStop, 1000);
                    options.Storage.Add(new Folders(objects));
                });

            ObjectInfo[] written = await objects.ListAsync("out/", default).ToArrayAsync();
            Assert.Equal(6, written.Length);
            var lines = new List<string>();
            foreach (ObjectInfo part in written.Where(info => info.Name.Contains("/part-", StringComparison.Ordinal)))
            {
                lines.AddRange((await ReadAsync(objects, part.Name)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            }

            Assert.Equal(Counts.Select((count, file) => $"(word-{file},{count})"), lines.Order(StringComparer.Ordinal));
        }
    }

    private static async Task WriteAsync(InMemoryObjectStore objects, string name, string text)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        await objects.TryCreateAsync(name, content, default);
    }

    private static async Task<string> ReadAsync(InMemoryObjectStore objects, string name)
    {
        await using ObjectContent content = (await objects.OpenReadAsync(name, default))!;
        using var reader = new StreamReader(content.Stream);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Folders of one store.</summary>
    private sealed class Folders(InMemoryObjectStore objects) : IStorageProvider
    {
        public string Form => "memory://place/folder";

        public IObjectStore? TryOpen(Uri place) => place.Scheme == "memory" ? new SubfolderStore(objects, place.AbsolutePath.Trim('/') + "/") : null;
    }
}
