using OrleansStream.Core.Tests.Storage;
using OrleansStream.Outputs;
using OrleansStream.Storage;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Outputs;

/// <summary>A batch is there for readers once, wherever publications stop and whatever readers do meanwhile.</summary>
public sealed class ObjectSinkPublicationTests
{
    private const string Target = "lines-5";
    private const string Staging = ".lines-5/owner";
    private const string Success = "run 1 of 5";
    private const int MostCalls = 30;

    private readonly InMemoryObjectStore _objects = new(TimeProvider.System);
    private readonly List<string> _read = [];

    public static TheoryData<int, bool> Batches => new() { { 0, true }, { 1, true }, { 2, true }, { 3, true }, { 1, false }, { 2, false } };

    [Theory]
    [MemberData(nameof(Batches))]
    public async Task However_often_a_publication_is_stopped_readers_get_each_part_once(int parts, bool isReaderThere)
    {
        for (int first = 1; first <= MostCalls * 2; first++)
        {
            for (int second = 1; second <= MostCalls * 2; second++)
            {
                var test = new ObjectSinkPublicationTests();
                await test.StageAsync(parts);
                bool hasStopped = await test.StopAndReadAsync(parts, first, isReaderThere);
                await test.StopAndReadAsync(parts, second, isReaderThere);
                await test.FinishAsync(parts, FormattableString.Invariant($"Stopped at {first} and {second} of {parts} parts."));
                if (!hasStopped)
                {
                    Assert.True(first > 10);
                    return;
                }
            }
        }

        Assert.Fail("A publication makes more calls than this test expects.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_publication_that_another_one_overtakes_shows_nothing_twice(int parts)
    {
        for (int at = 1; at <= MostCalls; at++)
        {
            for (int stopsAt = 1; stopsAt <= MostCalls; stopsAt++)
            {
                var test = new ObjectSinkPublicationTests();
                await test.StageAsync(parts);
                var slow = new InterruptedStore(test._objects, at, async () =>
                {
                    var stopped = new FaultyObjectStore(test._objects) { FailsAt = stopsAt };
                    await IgnoringFaultsAsync(() => Publication(stopped, parts).PublishAsync(default));
                    await test.ReadAsync();
                });
                await Publication(slow, parts).PublishAsync(default);
                await test.FinishAsync(parts, FormattableString.Invariant($"Overtaken before call {at} by one that stopped at {stopsAt} of {parts} parts."));
            }
        }
    }

    [Fact]
    public async Task What_other_attempts_have_left_does_not_count_as_staged()
    {
        await StageAsync(2);
        await Publication(_objects, 2).PublishAsync(default);
        await ReadAsync();
        await CreateAsync($"{Staging}/epoch-0-attempt-1/part-00000.attempt-1", "of another attempt");
        await FinishAsync(2, "After readers have moved all on.");
    }

    [Fact]
    public async Task A_batch_that_is_neither_staged_nor_there_as_a_whole_is_told_of()
    {
        await StageAsync(2);
        await _objects.DeleteAsync(Part(0).Staged, default);
        await _objects.DeleteAsync(Part(1).Staged, default);
        await CreateAsync(Part(1).Published, "text 1");
        IOException error = await Assert.ThrowsAsync<IOException>(() => Publication(_objects, 2).PublishAsync(default).AsTask());
        Assert.Contains($"'{Part(0).Staged}', which was staged for it, is gone", error.Message, StringComparison.Ordinal);
    }

    private static ObjectSinkPart Part(int index) => new($"{Staging}/epoch-1-attempt-1/part-{index:D5}.attempt-1", $"{Target}/part-{index:D5}");

    private static ObjectSinkPublication Publication(IObjectStore store, int parts) =>
        new(store, new ObjectSinkToken("memory://place/", Target, Staging, [.. Enumerable.Range(0, parts).Select(Part)], Success));

    private static async Task<bool> IgnoringFaultsAsync(Func<ValueTask> publish)
    {
        try
        {
            await publish();
            return false;
        }
        catch (ObjectStoreException error) when (error.InnerException is InjectedFaultException)
        {
            return true;
        }
    }

    private async Task StageAsync(int parts)
    {
        for (int i = 0; i < parts; i++)
        {
            await CreateAsync(Part(i).Staged, $"text {i}");
        }

        await CreateAsync($"{Staging}/epoch-0-attempt-1/part-00000.attempt-1", "of an attempt that has failed");
    }

    private async Task<bool> StopAndReadAsync(int parts, int stop, bool isReaderThere)
    {
        var stopped = new FaultyObjectStore(_objects) { FailsAt = (stop + 1) / 2, TakesEffect = stop % 2 == 0 };
        bool hasStopped = await IgnoringFaultsAsync(() => Publication(stopped, parts).PublishAsync(default));
        if (isReaderThere)
        {
            await ReadAsync();
        }

        return hasStopped;
    }

    private async Task FinishAsync(int parts, string because)
    {
        await Publication(_objects, parts).PublishAsync(default);
        await ReadAsync();
        Assert.True(_read.Order(StringComparer.Ordinal).SequenceEqual(Enumerable.Range(0, parts).Select(i => $"text {i}")), $"{because} Read: {string.Join(", ", _read)}");
        Assert.True(!await _objects.ListAsync("", default).AnyAsync(), because);
    }

    /// <summary>Reads a batch that is complete, and removes it, as readers do.</summary>
    private async Task ReadAsync()
    {
        string[] names = await _objects.ListAsync(Target + "/", default).Select(found => found.Name).OrderDescending(StringComparer.Ordinal).ToArrayAsync();
        if (!names.Contains($"{Target}/_SUCCESS"))
        {
            return;
        }

        foreach (string name in names)
        {
            if (name.Contains("part-", StringComparison.Ordinal))
            {
                await using ObjectContent content = (await _objects.OpenReadAsync(name, default))!;
                using var reader = new StreamReader(content.Stream);
                _read.Add(await reader.ReadToEndAsync());
            }

            await _objects.DeleteAsync(name, default);
        }
    }

    private async Task CreateAsync(string name, string text)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.NotNull(await _objects.TryCreateAsync(name, content, default));
    }
}
