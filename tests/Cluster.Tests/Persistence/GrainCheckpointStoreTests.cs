using OrleansStream.Grains.Persistence;
using OrleansStream.Silo;

namespace OrleansStream.Cluster.Tests;

/// <summary>Objects in parts, when those who write them do not get to the end.</summary>
public sealed class GrainCheckpointStoreTests : IDisposable
{
    private const int PartLength = 1000;

    private readonly string _path = Directory.CreateTempSubdirectory("orleans-stream-data-").FullName;
    private readonly DataDirectory _data;
    private readonly FailingGrainStorage _storage;

    public GrainCheckpointStoreTests()
    {
        _data = DataDirectory.Open(_path);
        _storage = new FailingGrainStorage(new DirectoryGrainStorage(_data, new StoredBytesSerializer(null!)));
    }

    private IEnumerable<string> Files => Directory.EnumerateFiles(Path.Join(_path, "records"), "*", SearchOption.AllDirectories);

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public async Task Records_are_bounded_and_all_gone_with_the_object()
    {
        GrainCheckpointStore store = Open();
        Assert.True(await store.CreateOnceAsync("long", Bytes(4500), CancellationToken.None));

        Assert.Equal(1 + 5, Files.Count());
        Assert.All(Files, file => Assert.InRange(new FileInfo(file).Length, 1, PartLength + 300));

        await store.DeleteAsync("long", CancellationToken.None);
        Assert.Empty(Files);
    }

    [Fact]
    public async Task What_a_writer_did_not_finish_is_no_object_and_another_one_can_write_it()
    {
        GrainCheckpointStore store = Open();
        _storage.Fails = id => id.ToString().EndsWith("/3", StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<IOException>(() => store.CreateOnceAsync("long", Bytes(4500), CancellationToken.None).AsTask());
        Assert.NotEmpty(Files);

        _storage.Fails = static _ => false;
        Assert.Null(await store.GetAsync("long", CancellationToken.None));
        Assert.True(await Open().CreateOnceAsync("long", Bytes(10), CancellationToken.None));
        Assert.Equal(Bytes(10), (await store.GetAsync("long", CancellationToken.None))!.Value.ToArray());

        await store.DeleteAsync("long", CancellationToken.None);
        Assert.Empty(Files);
    }

    [Fact]
    public async Task What_a_writer_did_not_finish_can_be_removed()
    {
        GrainCheckpointStore store = Open();
        _storage.Fails = id => id.ToString().EndsWith("/4", StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<IOException>(() => store.CreateOnceAsync("long", Bytes(4500), CancellationToken.None).AsTask());

        await store.DeleteAsync("long", CancellationToken.None);

        Assert.Empty(Files);
    }

    [Fact]
    public async Task An_object_that_lacks_a_part_is_damaged()
    {
        GrainCheckpointStore store = Open();
        await store.CreateOnceAsync("long", Bytes(4500), CancellationToken.None);
        File.Delete(Files.MaxBy(file => new FileInfo(file).Length)!);

        var damaged = await Assert.ThrowsAsync<CheckpointDamagedException>(() => store.GetAsync("long", CancellationToken.None).AsTask());

        Assert.Contains("'long'", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flipped_bit_in_a_file_is_found()
    {
        GrainCheckpointStore store = Open();
        await store.CompareAndSwapHeadAsync(null, Bytes(10), CancellationToken.None);
        string file = Files.Single();
        byte[] content = await File.ReadAllBytesAsync(file);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(file, content);

        await Assert.ThrowsAsync<CheckpointDamagedException>(() => store.ReadHeadAsync(CancellationToken.None).AsTask());
    }

    [Fact]
    public void A_directory_belongs_to_one_process()
    {
        var refused = Assert.Throws<IOException>(() => DataDirectory.Open(_path));

        Assert.Contains(_path, refused.Message, StringComparison.Ordinal);
    }

    private GrainCheckpointStore Open() => new(new GrainRecords(_storage), "job", PartLength);

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];
}
