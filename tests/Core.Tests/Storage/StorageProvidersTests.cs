using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Storage;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Storage;

public class StorageProvidersTests
{
    private readonly StorageProviders _storage = new StorageProviders().Add(new MemoryStorage());

    [Fact]
    public void Directories_are_named_by_paths_and_by_addresses()
    {
        using var disk = new TemporaryDirectory();
        Assert.Equal(disk["a"], Assert.IsType<DirectoryCheckpointStore>(_storage.OpenCheckpoint(disk["a"])).Path);
        Assert.Equal(disk["a b"], Assert.IsType<DirectoryCheckpointStore>(_storage.OpenCheckpoint(new Uri(disk["a b"]).AbsoluteUri)).Path);
        Assert.Equal(Path.GetFullPath("relative"), Assert.IsType<DirectoryCheckpointStore>(_storage.OpenCheckpoint("relative")).Path);
    }

    [Fact]
    public void An_address_that_nobody_knows_is_refused_with_those_that_are_known()
    {
        string refusal = Assert.Throws<ArgumentException>(() => _storage.OpenCheckpoint("s4://bucket/job?secret")).Message;
        Assert.Contains("'s4://bucket/job'", refusal, StringComparison.Ordinal);
        Assert.Contains("memory://place", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal, StringComparison.Ordinal);
        Assert.Contains("://", Assert.Throws<ArgumentException>(() => _storage.OpenCheckpoint("://")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new StreamingContext(TimeSpan.FromSeconds(1), new StreamingContextOptions { CheckpointDirectory = "s4://bucket/job" }));
    }

    [Theory]
    [InlineData("memory://place/job#a")]
    [InlineData("memory://place/job#a?secret")]
    [InlineData("file:///jobs#a")]
    [InlineData("file:///jobs?a")]
    [InlineData("://?secret")]
    public void What_would_be_lost_of_an_address_is_refused(string address) =>
        Assert.DoesNotContain("secret", Assert.Throws<ArgumentException>(() => _storage.OpenCheckpoint(address)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_job_keeps_its_checkpoint_and_writes_savepoints_where_addresses_say()
    {
        var time = new VirtualTime();
        StreamingContextOptions NewOptions()
        {
            StreamingContextOptions options = StreamingTestHarness.CreateOptions();
            options.TimeProvider = time;
            options.Storage = _storage;
            return options;
        }

        Assert.Equal(1, await RunAsync(NewOptions(), "memory://job", from: null, savepoint: "memory://saved"));
        Assert.Equal(2, await RunAsync(NewOptions(), "memory://job", from: null, savepoint: null));

        // The batch that the other job has run since is run here too.
        Assert.Equal(3, await RunAsync(NewOptions(), "memory://job-2", from: "memory://saved", savepoint: null));
    }

    [Fact]
    public async Task A_savepoint_is_not_written_over_something()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.Storage = _storage;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await RunAsync(options, "memory://job", from: null, savepoint: "memory://job"));
    }

    [Fact]
    public void The_checkpoint_is_said_to_be_in_one_place()
    {
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => StreamingContext.GetOrCreate("memory://job", () =>
            new StreamingContext(TimeSpan.FromSeconds(1), new StreamingContextOptions { Storage = _storage, CheckpointDirectory = "/somewhere/else" })));
        Assert.Contains("/somewhere/else", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Runs one batch of a job that counts its batches.</summary>
    private static async Task<long> RunAsync(StreamingContextOptions options, string place, string? from, string? savepoint)
    {
        await using var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        life.Feeds.Add("words", new FunctionFeed<string>(_ => new FeedBatch<string>([["a"]])));
        StreamingContext.GetOrCreate(place, () =>
        {
            life.Context.AddressedInput<string>("words").Named("words")
                .Map(word => (word, 1L))
                .UpdateStateByKey(StateSpec.Of<long>(), (values, state) => Option.Some(state.GetValueOrDefault(0) + values.Sum())).Named("counts")
                .CollectTo("counts");
            return life.Context;
        });
        life.Context.StartFromSavepoint(from);
        await life.StartAsync();
        await life.AdvanceAsync();
        if (savepoint is not null)
        {
            await life.Context.SavepointAsync(savepoint);
        }

        return life.Output<(string, long Count)>("counts").Last.Records[0].Count;
    }
}
