namespace OrleansStream.Samples.Tests;

public sealed class QueueStreamTests
{
    [Fact]
    public async Task Each_dataset_of_the_queue_is_counted_by_the_last_digit_of_its_numbers()
    {
        await using var sample = SampleProcess.Start("QueueStream", "--interval", "200ms", "--batches", "4");

        Assert.Equal(0, await sample.ExitAsync());

        string[] lines = sample.Output.Lines;
        int batches = lines.Count(line => line.StartsWith("Time: ", StringComparison.Ordinal));
        int full = sample.Errors.Lines.Count(line => line.Contains(": 1000 records, ", StringComparison.Ordinal));

        // Those that were due before the fourth had ended are finished too: how many, is up to the machine.
        Assert.InRange(batches, 4, int.MaxValue);
        Assert.InRange(full, 1, batches);
        string[] expected = [.. Enumerable.Range(0, 10).SelectMany(digit => Enumerable.Repeat($"({digit},100)", full))];
        Assert.Equal(expected, lines.Where(line => line.StartsWith('(')).Order(StringComparer.Ordinal));
    }
}
