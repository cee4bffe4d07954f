using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansStream.Core.Tests.Sources;
using OrleansStream.Testing;
using OrleansStream.Tests.Formats;

namespace OrleansStream.Core.Tests.Formats;

/// <summary>Records as JSON lines.</summary>
public sealed partial class JsonLinesTests
{
    [Fact]
    public async Task Records_come_back_however_the_file_is_cut()
    {
        await using var files = new FormatFiles();
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int i = 0; i < 20; i++)
        {
            Order[] orders = [.. Enumerable.Range(0, random.Next(40)).Select(_ => RandomOrder(random))];
            byte[] bytes = await files.BytesAsync(orders, new JsonLinesOutputFormat<Order>());
            Assert.Equal(orders.Length, bytes.Count(one => one == '\n'));
            files.Put("x", bytes);
            foreach (int partitions in new[] { 1, 2, 7, Math.Max(1, bytes.Length / 10) })
            {
                IReadOnlyList<Order> back = await files.ReadAsync("x", new JsonLinesFormat<Order>(), partitions);
                Assert.True(orders.Select(Text).SequenceEqual(back.Select(Text)), $"seed {seed}, {partitions} partitions");
            }
        }
    }

    [Fact]
    public async Task Batches_are_written_once_and_read_back_also_compressed()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        Order[][] batches = [.. Enumerable.Range(0, 4).Select(i => Enumerable.Range(0, i * 700).Select(_ => RandomOrder(random)).ToArray())];
        var output = new JsonLinesOutputFormat<Order>(Orders.Default.Order);
        var input = new JsonLinesFormat<Order>(Orders.Default.Order);

        (Order[][] back, string[] names) = await FormatJourney.TravelAsync(batches, output, input, options => options.FileSplitBytes = 10_000);
        (Order[][] backCompressed, string[] namesCompressed) = await FormatJourney.TravelAsync(batches, output.Compressed(new GzipCodec()), input);

        Assert.Equal(batches.Select(Text), back.Select(Text));
        Assert.Equal(batches.Select(Text), backCompressed.Select(Text));
        Assert.All(names, name => Assert.Equal("part-00000.jsonl", name));
        Assert.All(namesCompressed, name => Assert.Equal("part-00000.jsonl.gz", name));
    }

    [Theory]
    [InlineData("1\n2\n3", new[] { 1, 2, 3 })]
    [InlineData("1\r\n\r\n \t\n2\r\n", new[] { 1, 2 })]
    [InlineData("\uFEFF1\n", new[] { 1 })]
    [InlineData("", new int[0])]
    [InlineData("\n\n", new int[0])]
    public async Task Blank_lines_are_passed_over(string content, int[] numbers)
    {
        await using var files = new FormatFiles();
        files.Put("x", System.Text.Encoding.UTF8.GetBytes(content));

        Assert.Equal(numbers, await files.ReadAsync("x", new JsonLinesFormat<int>(), 3));
    }

    [Fact]
    public async Task Every_cut_within_a_line_is_found_with_its_place()
    {
        await using var files = new FormatFiles();
        byte[] good = await files.BytesAsync([new Order("a", 1, ["x"]), new Order("b\n", 2, null)], new JsonLinesOutputFormat<Order>());
        int second = Array.IndexOf(good, (byte)'\n') + 1;
        for (int length = 1; length < good.Length - 1; length++)
        {
            if (length == second || length == second - 1)
            {
                files.Put("x", good.AsSpan(0, length));
                Assert.Single(await files.ReadAsync("x", new JsonLinesFormat<Order>()));
                continue;
            }

            string refusal = await files.RefusalAsync("x", good.AsMemory(0, length), new JsonLinesFormat<Order>(), 3);
            Assert.Contains($"has no Order in JSON in the line at byte {(length < second ? 0 : second)}: ", refusal, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{\"Customer\":1}")]
    [InlineData("{} {}")]
    [InlineData("{\"Customer\":\"a\",\"Amount\":-1}")]
    public async Task A_line_that_is_no_record_fails_the_batch_by_name(string line)
    {
        await using var job = new FileJob();
        job.Harness.ExpectsFailure = true;
        job.Context.FileStream(job.Disk["in"], new JsonLinesFormat<Order>()).CollectTo("out");
        Directory.CreateDirectory(job.Disk["in"]);
        await job.Harness.StartAsync();
        job.Put("in/x", "{\"Customer\":\"a\",\"Amount\":1}\n" + line + "\n");
        await job.Harness.AdvanceAsync(1);

        var failure = Assert.IsType<OperatorFailedException>(job.Context.Failure);
        Assert.StartsWith("FileStream-1 (FileStream) failed in batch", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"'{job.Disk["in/x"]}' has no Order in JSON in the line at byte 28: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_are_no_record_are_left_out_or_diverted_if_the_job_says_so()
    {
        await using var job = new FileJob();
        DStream<FileLine> lines = job.Context.FileStream(job.Disk["in"], new FileLinesFormat());
        lines.Map(line => line.Deserialize<Order>()!).SkipErrors().Named("parse").Map(order => order.Customer).CollectTo("skipped");
        lines.Map(line => line.Deserialize(Orders.Default.Order)!).DivertErrors(out DStream<DeadLetter> letters).Map(order => order.Customer).CollectTo("diverted");
        letters.Map(letter => $"{letter.Record}: {letter.ErrorMessage}").CollectTo("letters");
        Directory.CreateDirectory(job.Disk["in"]);
        await job.Harness.StartAsync();
        job.Put("in/x", "{\"Customer\":\"a\",\"Amount\":1}\nnonsense\n{\"Customer\":\"b\",\"Amount\":1}\n");
        await job.Harness.AdvanceAsync(1);

        Assert.Equal(["a", "b"], job.Batches<string>("skipped")[0]);
        Assert.Equal(["a", "b"], job.Batches<string>("diverted")[0]);
        Assert.Equal(1, job.Context.SkippedRecords["parse"]);
        string path = job.Disk["in/x"];
        Assert.StartsWith($"{path}, byte 28: nonsense: '{path}' has no Order in JSON in the line at byte 28: ", job.Batches<string>("letters")[0].Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_count_but_for_indentation()
    {
        await using var files = new FormatFiles();
        var options = new JsonSerializerOptions { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower };

        byte[] bytes = await files.BytesAsync([new Order("ü", 1, null)], new JsonLinesOutputFormat<Order>(options));

        Assert.Equal("{\"customer\":\"\\u00FC\",\"items\":null,\"amount\":1}\n", System.Text.Encoding.UTF8.GetString(bytes));
        files.Put("x", bytes);
        Assert.Equal("ü", Assert.Single(await files.ReadAsync("x", new JsonLinesFormat<Order>(options))).Customer);
    }

    [Fact]
    public async Task A_converter_that_breaks_lines_is_refused()
    {
        await using var files = new FormatFiles();
        var options = new JsonSerializerOptions { Converters = { new Breaking() } };

        var error = await Assert.ThrowsAsync<OperatorFailedException>(() => files.BytesAsync([1], new JsonLinesOutputFormat<int>(options)));

        Assert.Contains("The JSON of a Int32 has a line break", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ArgumentNullException>(() => new JsonLinesFormat<int>(type: null!));
        Assert.Throws<ArgumentNullException>(() => new JsonLinesOutputFormat<int>(type: null!));
        Assert.Throws<ArgumentNullException>(() => default(FileLine).Deserialize<int>(type: null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JsonLinesFormat<int> { MaxLineBytes = 0 });
        Assert.Throws<NotSupportedException>(() => new JsonLinesFormat<Guid>(Orders.Default.Options));
    }

    private static string Text(IEnumerable<Order> orders) => string.Join('\n', orders.Select(Text));

    private static string Text(Order order) => $"{order.Customer}|{order.Amount}|{(order.Items is null ? "null" : string.Join(',', order.Items))}";

    private static Order RandomOrder(Random random)
    {
        string[] names = ["", "a", "line\nbreak", "quote\"", "Zoë", "🚀", "\u2028", "\0"];
        return new Order(
            names[random.Next(names.Length)], random.Next(100) / 4m, random.Next(3) == 0 ? null : [.. Enumerable.Range(0, random.Next(4)).Select(_ => names[random.Next(names.Length)])]);
    }

    public sealed record Order(string Customer, decimal Amount, string[]? Items)
    {
        public decimal Amount { get; } = Amount >= 0 ? Amount : throw new ArgumentException("no such amount");
    }

    [JsonSerializable(typeof(Order))]
    private sealed partial class Orders : JsonSerializerContext;

    private sealed class Breaking : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetInt32();

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteRawValue("[\n1]");
    }
}
