using System.Collections;
using System.Globalization;
using OrleansStream.Outputs;

namespace OrleansStream.Core.Tests.Outputs;

public sealed class PrintTests
{
    [Fact]
    public async Task Prints_the_first_records_between_rules_with_the_batch_time()
    {
        Assert.Equal(
            """
            -------------------------------------------
            Time: 1357008430000 ms
            -------------------------------------------
            (hello,1)
            (world,2)


            """,
            await PrintAsync(10, [("hello", 1L)], [("world", 2L)]));
    }

    [Fact]
    public async Task More_than_ten_records_end_with_dots()
    {
        string lines = string.Concat(Enumerable.Range(1, 10).Select(n => $"{n}\n"));

        Assert.Equal(Header + lines + "\n", await PrintAsync(10, [.. Enumerable.Range(1, 10)]));
        Assert.Equal(Header + lines + "...\n\n", await PrintAsync(10, [.. Enumerable.Range(1, 11)]));
        Assert.Equal(Header + lines + "...\n\n", await PrintAsync(10, [.. Enumerable.Range(1, 4)], [], [.. Enumerable.Range(5, 1000)]));
    }

    [Fact]
    public async Task A_batch_without_records_prints_its_time()
    {
        Assert.Equal(Header + "\n", await PrintAsync<int>(10));
        Assert.Equal(Header + "\n", await PrintAsync<int>(10, [], []));
    }

    [Fact]
    public async Task A_count_of_nothing_prints_whether_there_is_something()
    {
        Assert.Equal(Header + "\n", await PrintAsync<int>(0, []));
        Assert.Equal(Header + "...\n\n", await PrintAsync(0, [1]));
    }

    [Fact]
    public async Task Records_are_text_in_the_invariant_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
        try
        {
            Assert.Equal(
                Header + "(1.5,(-2,x),null)\n(0.1,(3,),2024-02-29)\n\n",
                await PrintAsync<(double, (int, string), object?)>(10, [(1.5, (-2, "x"), null), (0.1, (3, ""), "2024-02-29")]));
            Assert.Equal(Header + "null\n-1.25\n\n", await PrintAsync<decimal?>(10, [null, -1.25m]));
            Assert.Equal(Header + "null\n\nx\n...\n\n", await PrintAsync<string?>(3, [null, ""], ["x", null]));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Slices_and_long_tuples_print_as_their_text()
    {
        Assert.Equal(Header + "Grüße\n\n", await PrintAsync(10, [Utf8Slice.From("Grüße")]));
        Assert.Equal(Header + "(1,2,3,4,5,6,7,8,9)\n\n", await PrintAsync(10, [(1, 2, 3, 4, 5, 6, 7, 8, 9)]));
    }

    [Fact]
    public async Task Collections_print_their_elements_unless_they_have_a_text_of_their_own()
    {
        Assert.Equal(
            Header + "(a,[1,2,3])\n(b,[])\n\n",
            await PrintAsync<(string, IReadOnlyList<int>)>(10, [("a", [1, 2, 3]), ("b", [])]));
        Assert.Equal(Header + "[1.5,[(x,null)]]\n\n", await PrintAsync<object[]>(10, [[1.5, new[] { ("x", (string?)null) }]]));
        Assert.Equal(Header + "two words\n\n", await PrintAsync(10, [new Phrase(["two", "words"])]));
    }

    [Fact]
    public async Task Options_print_their_value_as_it_prints_by_itself()
    {
        Assert.Equal(
            Header + "Some((1.5,[x]))\nNone\n\n",
            await PrintAsync(10, [Option.Some((1.5, new[] { "x" })), Option<(double, string[])>.None]));
        Assert.Equal(Header + "Some(null)\n\n", await PrintAsync(10, [Option.Some<string?>(null)]));
    }

    [Fact]
    public void A_negative_count_is_refused()
    {
        var context = new StreamingContext(TimeSpan.FromSeconds(1));

        Assert.Throws<ArgumentOutOfRangeException>(() => context.QueueStream(new Queue<Rdd<int>>()).Print(-1));
    }

    private const string Header =
        "-------------------------------------------\nTime: 1357008430000 ms\n-------------------------------------------\n";

    private static async Task<string> PrintAsync<T>(int count, params T[][] partitions)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var sink = new PrintSink<T>(output, count);
        var batch = new SinkBatch("job", "Print-1", new BatchTime(1357008430000), 1, 1);
        var parts = new List<ReadOnlyMemory<byte>>();
        foreach (T[] records in partitions)
        {
            using SinkWriter<T> writer = sink.Open(new SinkPartition(batch, parts.Count, 1));
            foreach (T record in records.TakeWhile(_ => writer.WantsMore))
            {
                writer.Write(record);
            }

            parts.Add(writer.Complete());
        }

        Assert.Null(await sink.PrepareAsync(batch, parts, CancellationToken.None));
        return output.ToString();
    }

    private sealed class Phrase(IReadOnlyList<string> words) : IEnumerable<string>
    {
        public IEnumerator<string> GetEnumerator() => words.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => words.GetEnumerator();

        public override string ToString() => string.Join(' ', words);
    }
}
