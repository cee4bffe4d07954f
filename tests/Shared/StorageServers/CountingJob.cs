using System.Globalization;
using OrleansStream.Checkpoints;
using OrleansStream.Storage;
using OrleansStream.Testing;

namespace OrleansStream.Tests.StorageServers;

/// <summary>A job that counts words, in several lives over one checkpoint and one clock; what it must give is known for each batch.</summary>
internal sealed class CountingJob
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly VirtualTime _time = new();

    /// <summary>What all lives have published.</summary>
    internal OutputCollector Outputs { get; } = new();

    /// <summary>Knows the addresses.</summary>
    internal IStorageProvider? Storage { get; init; }

    /// <summary>The address of the checkpoint, for lives that are given none.</summary>
    internal string? Checkpoint { get; init; }

    /// <summary>The address that names of batches begin with, if counts are to be saved.</summary>
    internal string? Files { get; init; }

    /// <summary>Makes a life, which the test starts, and ends by disposing of it.</summary>
    /// <param name="store">The checkpoint.</param>
    internal StreamingTestHarness NewLife(ICheckpointStore? store = null)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.TimeProvider = _time;
        options.CheckpointStore = store;
        options.CheckpointDirectory = store is null ? Checkpoint : null;
        options.CheckpointGracePeriod = TimeSpan.Zero;
        if (Storage is not null)
        {
            options.Storage.Add(Storage);
        }

        var life = new StreamingTestHarness(Interval, options) { Outputs = Outputs, ExpectsFailure = true };
        life.Feeds.Add("words", new FunctionFeed<string>(batch => new FeedBatch<string>([WordsOf(batch)])));
        DStream<(string Word, long Count)> counts = life.Context.AddressedInput<string>("words").Named("words")
            .Map(word => (word, 1L))
            .UpdateStateByKey(StateSpec.Of<long>(), (values, state) => Option.Some(state.GetValueOrDefault(0) + values.Sum())).Named("counts");
        counts.CollectTo("counts");
        if (Files is not null)
        {
            counts.SaveAsTextFiles(Files);
        }

        return life;
    }

    /// <summary>Lets a batch time pass in which nobody runs the job.</summary>
    internal void Pass() => _time.Advance(Interval);

    /// <summary>Checks that there is every batch, each with the counts that an undisturbed job gives.</summary>
    internal void Check()
    {
        IGrouping<BatchTime, CollectedBatch<(string Word, long Count)>>[] batches =
            [.. Outputs.Output<(string, long)>("counts").Batches.GroupBy(batch => batch.Time).OrderBy(batch => batch.Key)];
        Assert.Equal(BatchTime.From(_time.GetUtcNow()), batches[^1].Key);
        var expected = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (int i = 0; i < batches.Length; i++)
        {
            Assert.Equal(batches[0].Key + (Interval * i), batches[i].Key);
            foreach (string word in WordsOf(i))
            {
                expected[word] = expected.GetValueOrDefault(word) + 1;
            }

            // A batch may be published again by a life that cannot know whether it was, with the same records.
            Assert.All(batches[i], batch => Assert.Equal(expected.Select(count => (count.Key, count.Value)), batch.Records.OrderBy(count => count.Word, StringComparer.Ordinal)));
        }
    }

    /// <summary>Checks that each batch is saved once, with the counts that an undisturbed job gives.</summary>
    /// <param name="folder">Where <see cref="Files"/> are.</param>
    internal async Task CheckFilesAsync(IObjectStore folder)
    {
        ObjectInfo[] found = await folder.ListAsync("counts-", CancellationToken.None).ToArrayAsync();
        long[] times = [.. found.Select(info => long.Parse(info.Name.Split('-', '/')[1], CultureInfo.InvariantCulture)).Distinct().Order()];
        Assert.Equal(_time.GetUtcNow().ToUnixTimeMilliseconds(), times[^1]);
        var expected = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (int i = 0; i < times.Length; i++)
        {
            Assert.Equal(times[0] + (i * (long)Interval.TotalMilliseconds), times[i]);
            foreach (string word in WordsOf(i))
            {
                expected[word] = expected.GetValueOrDefault(word) + 1;
            }

            string batch = FormattableString.Invariant($"counts-{times[i]}/");
            string[] names = [.. found.Select(info => info.Name).Where(name => name.StartsWith(batch, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
            Assert.Equal([batch + "_SUCCESS", batch + "part-00000", batch + "part-00001"], names);
            string[] lines = (await Task.WhenAll(names.Skip(1).Select(name => TextAsync(folder, name)))).SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToArray();
            Assert.Equal(expected.Select(count => FormattableString.Invariant($"({count.Key},{count.Value})")).Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
        }
    }

    private static async Task<string> TextAsync(IObjectStore folder, string name)
    {
        await using ObjectContent content = (await folder.OpenReadAsync(name, CancellationToken.None))!;
        using var reader = new StreamReader(content.Stream);
        return await reader.ReadToEndAsync();
    }

    private static string[] WordsOf(long batch)
    {
        var random = new Random((int)batch);
        return [.. Enumerable.Range(0, 20).Select(_ => FormattableString.Invariant($"word-{random.Next(30)}"))];
    }
}
