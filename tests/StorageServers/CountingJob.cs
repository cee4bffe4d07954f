using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.StorageServers;

/// <summary>A job that counts words, in several lives over one checkpoint and one clock; what it must give is known for each batch.</summary>
internal sealed class CountingJob
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly VirtualTime _time = new();

    /// <summary>What all lives have published.</summary>
    internal OutputCollector Outputs { get; } = new();

    /// <summary>Makes a life, which the test starts, and ends by disposing of it.</summary>
    /// <param name="store">The checkpoint.</param>
    internal StreamingTestHarness NewLife(ICheckpointStore store)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.TimeProvider = _time;
        options.CheckpointStore = store;
        options.CheckpointGracePeriod = TimeSpan.Zero;
        var life = new StreamingTestHarness(Interval, options) { Outputs = Outputs, ExpectsFailure = true };
        life.Feeds.Add("words", new FunctionFeed<string>(batch => new FeedBatch<string>([WordsOf(batch)])));
        life.Context.AddressedInput<string>("words").Named("words")
            .Map(word => (word, 1L))
            .UpdateStateByKey(StateSpec.Of<long>(), (values, state) => Option.Some(state.GetValueOrDefault(0) + values.Sum())).Named("counts")
            .CollectTo("counts");
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

    private static string[] WordsOf(long batch)
    {
        var random = new Random((int)batch);
        return [.. Enumerable.Range(0, 20).Select(_ => FormattableString.Invariant($"word-{random.Next(30)}"))];
    }
}
