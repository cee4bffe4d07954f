using OrleansStream.Tests.Kafka;

namespace OrleansStream.Samples.Tests;

public sealed class KafkaWordCountTests : IAsyncDisposable
{
    private const string Sample = "KafkaWordCount";

    private readonly TransactionalBroker _broker = new();
    private readonly string _home = Directory.CreateTempSubdirectory("orleans-stream-words-").FullName;

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public async Task It_counts_on_where_it_was_killed_and_sends_each_count_once()
    {
        _broker.Create("lines", 2);
        _broker.Create("more", 1);
        _broker.Create("counts", 1);
        string[] arguments = ["--brokers", _broker.Server, "--topics", "lines,more", "--output", "counts", "--home", _home, "--interval", "200ms"];
        await KafkaReading.AppendAsync(_broker.Server, "lines", 0, "to be or not to be");
        await using (var killed = SampleProcess.Start(Sample, arguments))
        {
            await killed.Output.WaitForAsync("(to,2)");
        }

        await KafkaReading.AppendAsync(_broker.Server, "more", 0, "to have");
        await using var sample = SampleProcess.Start(Sample, arguments);
        await sample.Output.WaitForAsync("(to,3)");
        await sample.Output.WaitForAsync("(have,1)");
        sample.Send(SampleProcess.Terminate);
        Assert.Equal(0, await sample.ExitAsync());
        Assert.Equal(
            ["be=2", "have=1", "not=1", "or=1", "to=2", "to=3"],
            KafkaReading.ReadAll(_broker.Server, "counts", 0).Select(record => $"{Text(record.Message.Key)}={Text(record.Message.Value)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_it_needs_is_told_in_one_line()
    {
        await using var sample = SampleProcess.Start(Sample, "--brokers", "localhost:9092");
        Assert.Equal(2, await sample.ExitAsync());
        Assert.Equal(["--topics says what to count; it is needed. (--help shows the options)"], sample.Errors.Lines);
    }

    [Fact]
    public async Task Help_shows_the_options()
    {
        await using var sample = SampleProcess.Start(Sample, "--help");
        Assert.Equal(0, await sample.ExitAsync());
        Assert.Contains(sample.Output.Lines, line => line.Contains("--brokers", StringComparison.Ordinal));
    }

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
