using System.Globalization;
using OrleansStream.Storage;
using OrleansStream.Testing;

namespace OrleansStream.Tests.StorageServers;

/// <summary>Jobs read objects that appear in a folder once, whatever the network does.</summary>
public abstract class ObjectInputs(StoragePlace place) : IDisposable
{
    private readonly string _folder = $"inputs-{Guid.NewGuid():n}";

    public void Dispose()
    {
        if (NeededServer.Missing is null)
        {
            place.Proxy.Interfere = _ => Interference.None;
        }

        GC.SuppressFinalize(this);
    }

    [ServerTheory]
    [InlineData(21)]
    [InlineData(22)]
    public async Task Each_line_counts_once_whatever_requests_and_answers_are_lost(int seed)
    {
        var network = new UnreliableNetwork(seed);

        // Objects have the time of the service.
        var time = new VirtualTime(TimeProvider.System.GetUtcNow().AddSeconds(-30));
        var outputs = new OutputCollector();
        var expected = new List<string>();
        IObjectStore folder = place.Open(_folder);
        int starts = 0;
        for (int lives = 0; lives < 6; lives++)
        {
            place.Proxy.Interfere = _ => Interference.None;
            string line = lives.ToString(CultureInfo.InvariantCulture);
            using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"{line}-a\n{line}-b\n"));
            await folder.TryCreateAsync($"in/{line}", content, CancellationToken.None);
            expected.AddRange([$"{line}-a", $"{line}-b"]);
            await using StreamingTestHarness life = NewLife(time, outputs);
            place.Proxy.Interfere = network.Next;
            try
            {
                await life.StartAsync();
                starts++;
            }
            catch (ObjectStoreException)
            {
                // All tries of a call have failed. The next life begins where the one before has ended.
                time.Advance(life.Context.BatchInterval);
                continue;
            }

            await life.AdvanceAsync(8);
        }

        place.Proxy.Interfere = _ => Interference.None;
        await using StreamingTestHarness last = NewLife(time, outputs);
        last.ExpectsFailure = false;
        await last.StartAsync();

        // Until the time of the last object has passed, wherever the lives have brought the clock.
        await last.AdvanceAsync(5 + Math.Max(0, (int)(TimeProvider.System.GetUtcNow() - time.GetUtcNow()).TotalSeconds));

        // A batch may be published again by a life that cannot know whether it was, with the same records.
        IEnumerable<string> lines = outputs.Output<string>("lines").Batches.GroupBy(batch => batch.Time).SelectMany(batches => batches.First().Records);
        Assert.Equal(expected, lines.Order(StringComparer.Ordinal));
        Assert.True(starts > 1 && network.Interferences > 20, $"Seed {seed}: {starts} lives, {network.Interferences} interferences.");
    }

    private StreamingTestHarness NewLife(VirtualTime time, OutputCollector outputs)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.TimeProvider = time;
        options.CheckpointDirectory = $"test://{_folder}/checkpoint";
        options.FileStreamMinRememberDuration = TimeSpan.FromMinutes(10);
        options.Storage.Add(new PlaceStorage(place));
        var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { Outputs = outputs, ExpectsFailure = true };
        life.Context.TextFileStream($"test://{_folder}/in", newFilesOnly: false).Named("lines").CollectTo("lines");
        return life;
    }
}
