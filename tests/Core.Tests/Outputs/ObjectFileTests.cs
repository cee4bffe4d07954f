using OrleansStream.Encoding;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Outputs;

public sealed class ObjectFileTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _disk = new();
    private readonly StreamingContext _context = new(TimeSpan.FromSeconds(1), StreamingTestHarness.CreateOptions());

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _context.DisposeAsync().AsTask();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Records_of_many_types_come_back()
    {
        await AssertBackAsync([1, -1, int.MaxValue]);
        await AssertBackAsync<long?>([1, null, long.MinValue]);
        await AssertBackAsync(["a", null, "", "日本🚀"]);
        await AssertBackAsync([("a", 1L), ("b", 2L), (null, 3L)]);
        await AssertBackAsync([1.5, double.NaN, -0.0]);
        await AssertBackAsync([1.0m, 1.00m]);
        await AssertBackAsync([new Reading("x", [1, 2], new Dictionary<string, double> { ["a"] = 1 })], (left, right) =>
            left.Name == right.Name && left.Values.SequenceEqual(right.Values) && left.More.SequenceEqual(right.More));
        await AssertBackAsync([Utf8Slice.From("Grüße"), default, Utf8Slice.From([0xFF])]);
        await AssertBackAsync([new byte[] { 1, 2 }, []], (left, right) => left.SequenceEqual(right));
        await AssertBackAsync<Option<int>>([default, Option.Some(7)]);
        await AssertBackAsync<Guid>([]);
        await AssertBackAsync([DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue]);
        await AssertBackAsync(Enumerable.Range(0, 100_000).Select(i => (i, $"record {i}")));
        await AssertBackAsync(Enumerable.Range(0, 5).Select(i => new string('x', i * 300_000)));
    }

    [Fact]
    public async Task A_directory_has_a_file_for_each_partition()
    {
        await _context.MakeRdd(Enumerable.Range(0, 10), 3).SaveAsObjectFileAsync(_disk["out"]);

        Assert.Equal(["out/", "out/_SUCCESS", "out/part-00000", "out/part-00001", "out/part-00002"], _disk.Everything());
        Assert.Equal("OSTREAM\u0001"u8.ToArray(), File.ReadAllBytes(_disk["out/part-00001"])[..8]);
        Rdd<int> back = _context.ObjectFile<int>(_disk["out"]);
        Assert.Equal(3, back.PartitionCount);
        Assert.Equal(Enumerable.Range(0, 10), await back.CollectAsync());
        Assert.Equal([3, 4, 5], await _context.ObjectFile<int>(_disk["out/part-00001"]).CollectAsync());
    }

    /// <summary>Files with these bytes exist in the world. They stay readable; if they are no longer what is written, that is a new version.</summary>
    [Fact]
    public async Task Files_are_as_they_always_were()
    {
        const string golden =
            "4F53545245414D01" + "012E000000012D0F28737472696E672C206C6F6E672903064974656D31011907737472696E67064974656D320008056C6F6E67AF753C05"
            + "02080000000201020061010203AAC4F842" + "0308000000020000000000000074C037F1";
        (string?, long)[] records = [("a", 1L), (null, -2L)];

        Assert.Equal(golden, Convert.ToHexString(await BytesAsync(records)));
        File.WriteAllBytes(_disk["golden"], Convert.FromHexString(golden));
        Assert.Equal(records, await _context.ObjectFile<(string?, long)>(_disk["golden"]).CollectAsync());
    }

    [Fact]
    public async Task Every_flipped_bit_is_found()
    {
        byte[] good = await BytesAsync([("a", 1L), ("b", 2L)]);
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            await AssertRefusedAsync<(string, long)>(bad, " byte ");
        }
    }

    [Fact]
    public async Task Every_cut_is_found()
    {
        byte[] good = await BytesAsync([("a", 1L), ("b", 2L)]);
        for (int length = 0; length < good.Length; length++)
        {
            await AssertRefusedAsync<(string, long)>(good[..length], " byte ");
        }

        await AssertRefusedAsync<(string, long)>([.. good, 0], $"is damaged at byte {good.Length}: something comes after the end.");
        await AssertRefusedAsync<(string, long)>("plain text, not objects"u8.ToArray(), "is not an object file");
    }

    [Fact]
    public async Task A_newer_version_is_refused_as_such()
    {
        byte[] newer = await BytesAsync([1]);
        newer[7] = 2;
        await AssertRefusedAsync<int>(newer, "is an object file of version 2 (at byte 7); this program reads version 1.");
    }

    [Fact]
    public async Task A_type_that_has_changed_reads_what_it_can_and_another_is_refused()
    {
        await _context.MakeRdd([new OldShape(1, 2)], 1).SaveAsObjectFileAsync(_disk["out"]);

        Assert.Equal([new NewShape(1, "none")], await _context.ObjectFile<NewShape>(_disk["out"]).CollectAsync());
        var error = await Assert.ThrowsAsync<OperatorFailedException>(() => _context.ObjectFile<string>(_disk["out"]).CollectAsync());
        Assert.Contains(_disk["out/part-00000"], error.Message, StringComparison.Ordinal);
        Assert.IsType<ShapeMismatchException>(error.InnerException!.InnerException);
    }

    [Fact]
    public async Task A_type_that_cannot_be_encoded_is_refused_where_it_is_written()
    {
        Rdd<object> objects = _context.MakeRdd<object>([1]);

        await Assert.ThrowsAsync<UnsupportedTypeException>(() => objects.SaveAsObjectFileAsync(_disk["out"]));
        Assert.Throws<UnsupportedTypeException>(() => _context.ObjectFile<object>(_disk.Root));
        Assert.Empty(_disk.Everything());
    }

    [Fact]
    public async Task Batches_are_saved_and_read_back_by_pattern()
    {
        await using var harness = new StreamingTestHarness();
        harness.Context.AddressedInput("in", new ListFeed<string>([FeedBatch.Cut(["a", "b"], 2), FeedBatch.Cut(Array.Empty<string>(), 1), FeedBatch.Cut(["c"], 1)]))
            .SaveAsObjectFiles(_disk["n"], "obj");
        await harness.StartAsync();
        await harness.AdvanceAsync(3);

        Assert.Equal(3, _disk.Everything().Count(path => path.EndsWith("_SUCCESS", StringComparison.Ordinal)));
        Assert.Equal(["a", "b", "c"], await _context.ObjectFile<string>(_disk["n-*.obj"]).CollectAsync());
        Assert.DoesNotContain(_disk.Everything(), path => path.StartsWith('.'));
    }

    [Fact]
    public void Outputs_of_any_kind_have_places_of_their_own()
    {
        DStream<int> stream = _context.QueueStream(new Queue<Rdd<int>>());
        stream.SaveAsTextFiles(_disk["x"]);

        Assert.Throws<ArgumentException>(() => stream.SaveAsObjectFiles(_disk["x"]));
        stream.SaveAsObjectFiles(_disk["x"], "obj");
        Assert.Throws<ArgumentNullException>(() => stream.SaveAsObjectFiles(null!));
        Assert.Throws<UnsupportedTypeException>(() => stream.Map(n => (object)n).SaveAsObjectFiles(_disk["y"]));
    }

    [Fact]
    public async Task Batches_and_tasks_that_are_tried_again_save_once()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.OnFailure = FailurePolicy.RetryThenStop;
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        int failures = 0;
        harness.Context.AddressedInput("in", new ListFeed<int>([FeedBatch.Cut(Enumerable.Range(0, 1000), 4)]))
            .Map(n => n == 700 && Interlocked.Increment(ref failures) < 6 ? throw new InvalidOperationException("again") : n)
            .SaveAsObjectFiles(_disk["n"]);
        await harness.StartAsync();
        await harness.AdvanceAsync(1);

        Assert.Equal(Enumerable.Range(0, 1000), await _context.ObjectFile<int>(_disk["n-1704067201000"]).CollectAsync());
        Assert.Equal(6, _disk.Everything().Length);
    }

    private async Task<byte[]> BytesAsync<T>(IEnumerable<T> records)
    {
        await _context.MakeRdd(records, 1).SaveAsObjectFileAsync(_disk["good"]);
        byte[] bytes = File.ReadAllBytes(_disk["good/part-00000"]);
        Directory.Delete(_disk["good"], recursive: true);
        return bytes;
    }

    private async Task AssertRefusedAsync<T>(byte[] content, string expected)
    {
        File.WriteAllBytes(_disk["bad"], content);
        var error = await Assert.ThrowsAsync<OperatorFailedException>(() => _context.ObjectFile<T>(_disk["bad"]).CollectAsync());
        Assert.Contains($"'{_disk["bad"]}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, content.Length < 8 ? error.Message.Replace("at byte 0.", " byte ", StringComparison.Ordinal) : error.Message, StringComparison.Ordinal);
    }

    private async Task AssertBackAsync<T>(IEnumerable<T> records, Func<T, T, bool>? same = null)
    {
        T[] all = [.. records];
        await _context.MakeRdd(all, 2).SaveAsObjectFileAsync(_disk["out"]);
        IReadOnlyList<T> back = await _context.ObjectFile<T>(_disk["out"]).CollectAsync();
        Directory.Delete(_disk["out"], recursive: true);
        Assert.Equal(all.Length, back.Count);
        Assert.All(all.Zip(back), pair => Assert.True(same?.Invoke(pair.First, pair.Second) ?? Equals(pair.First, pair.Second)));
    }

    internal sealed record Reading(string Name, int[] Values, Dictionary<string, double> More);

    internal sealed record OldShape(int Kept, int Dropped);

    internal sealed record NewShape(int Kept, string Added = "none");
}
