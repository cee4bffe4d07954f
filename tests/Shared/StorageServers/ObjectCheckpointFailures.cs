using OrleansStream.Checkpoints;
using OrleansStream.Storage;
using OrleansStream.Testing;

namespace OrleansStream.Tests.StorageServers;

/// <summary>What a checkpoint in an object store does when the network, the account or the place fails.</summary>
public abstract class ObjectCheckpointFailures(StoragePlace place) : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string _prefix = $"failures/{Guid.NewGuid():n}";

    public void Dispose()
    {
        if (NeededServer.Missing is null)
        {
            place.Proxy.Interfere = _ => Interference.None;
        }

        GC.SuppressFinalize(this);
    }

    [ServerFact]
    public async Task A_swap_that_is_sent_again_because_its_answer_was_lost_has_won()
    {
        ObjectCheckpointStore store = Open();
        string? first = await LosingFirstAnswerAsync(() => store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, None).AsTask());
        Assert.Equal(first, (await store.ReadHeadAsync(None))!.Version);
        string? second = await LosingFirstAnswerAsync(() => store.CompareAndSwapHeadAsync(first, new byte[] { 2 }, None).AsTask());
        Assert.Equal(second, (await store.ReadHeadAsync(None))!.Version);
        Assert.NotNull(await store.CompareAndSwapHeadAsync(second, new byte[] { 3 }, None));
    }

    [ServerFact]
    public async Task An_object_that_is_sent_again_because_its_answer_was_lost_was_created_by_this_call()
    {
        ObjectCheckpointStore store = Open();
        Assert.True(await LosingFirstAnswerAsync(() => store.CreateOnceAsync("a", new byte[] { 1 }, None).AsTask()));
        Assert.False(await LosingFirstAnswerAsync(() => store.CreateOnceAsync("a", new byte[] { 1 }, None).AsTask()));
        Assert.False(await Open().CreateOnceAsync("a", new byte[] { 1 }, None));
    }

    [ServerFact]
    public async Task A_write_that_is_never_answered_fails_and_reading_settles_it()
    {
        ObjectCheckpointStore store = Open();
        place.Proxy.Interfere = request => place.IsWrite(request) ? Interference.LoseAnswer : Interference.None;
        await Assert.ThrowsAsync<ObjectStoreException>(() => store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, None).AsTask());
        Assert.Equal([1], (await store.ReadHeadAsync(None))!.Content.ToArray());
    }

    [ServerFact]
    public async Task An_answer_that_ends_in_the_middle_is_asked_for_again()
    {
        ObjectCheckpointStore store = Open();
        byte[] content = new byte[100_000];
        new Random(7).NextBytes(content);
        await store.CreateOnceAsync("a", content, None);
        int cuts = 0;
        place.Proxy.Interfere = request => place.IsRead(request) && Interlocked.Increment(ref cuts) <= 2 ? Interference.CutAnswer(50_000) : Interference.None;
        ReadOnlyMemory<byte>? found = await store.GetAsync("a", None);
        Assert.True(cuts > 1);
        Assert.Equal(content, found!.Value.ToArray());
    }

    [ServerFact]
    public async Task A_wrong_credential_is_told_of()
    {
        var store = new ObjectCheckpointStore(place.Open(_prefix, isStranger: true));
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => store.ReadHeadAsync(None).AsTask());
        Assert.Contains("403", error.Message, StringComparison.Ordinal);
        Assert.Contains("credential", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{_prefix}/head", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectStoreException>(() => store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, None).AsTask());
        await Assert.ThrowsAsync<ObjectStoreException>(() => store.DeleteAsync("a", None).AsTask());
        await Assert.ThrowsAsync<ObjectStoreException>(async () => await store.ListAsync("", None).GetAsyncEnumerator(None).MoveNextAsync());
    }

    [ServerFact]
    public async Task A_service_that_cannot_be_reached_is_told_of()
    {
        place.Proxy.Interfere = _ => Interference.LoseRequest;
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => Open().ReadHeadAsync(None).AsTask());
        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task What_is_no_head_is_refused()
    {
        await place.Open(_prefix).TryCreateAsync("head", new MemoryStream("somebody's notes"u8.ToArray()), None);
        await Assert.ThrowsAsync<CheckpointDamagedException>(() => Open().ReadHeadAsync(None).AsTask());
        await place.Open(_prefix + "-newer").TryCreateAsync("head", new MemoryStream("OSC\u0002 and what nobody knows yet"u8.ToArray()), None);
        await Assert.ThrowsAsync<CheckpointVersionException>(() => new ObjectCheckpointStore(place.Open(_prefix + "-newer")).ReadHeadAsync(None).AsTask());
    }

    [ServerTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Counts_are_those_of_an_undisturbed_job_whatever_requests_and_answers_are_lost(int seed)
    {
        var network = new UnreliableNetwork(seed);
        var job = new CountingJob();
        int starts = 0;
        for (int lives = 0; lives < 8; lives++)
        {
            place.Proxy.Interfere = network.Next;
            await using StreamingTestHarness life = job.NewLife(Open());
            try
            {
                await life.StartAsync();
            }
            catch (ObjectStoreException)
            {
                // All tries of a call have failed. The next life begins where the one before has ended.
                job.Pass();
                continue;
            }

            starts++;
            await life.AdvanceAsync(3);
        }

        place.Proxy.Interfere = _ => Interference.None;
        await using StreamingTestHarness last = job.NewLife(Open());
        last.ExpectsFailure = false;
        await last.StartAsync();
        await last.AdvanceAsync();
        job.Check();
        Assert.True(starts > 1 && network.Interferences > 20, $"Seed {seed}: {starts} lives, {network.Interferences} interferences.");
    }

    private ObjectCheckpointStore Open() => new(place.Open(_prefix));

    private async Task<T> LosingFirstAnswerAsync<T>(Func<Task<T>> call)
    {
        int writes = 0;
        place.Proxy.Interfere = request => place.IsWrite(request) && Interlocked.Increment(ref writes) == 1 ? Interference.LoseAnswer : Interference.None;
        T result = await call();
        Assert.True(writes > 1, "The client has not tried again, so this test shows nothing.");
        place.Proxy.Interfere = _ => Interference.None;
        return result;
    }
}
