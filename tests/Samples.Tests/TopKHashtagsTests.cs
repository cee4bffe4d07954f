using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansStream.Samples.Tests;

public sealed partial class TopKHashtagsTests
{
    [Fact]
    public async Task It_reports_the_most_frequent_hashtags_of_each_batch()
    {
        await using var sample = SampleProcess.Start("TopKHashtags", "--batches", "3", "--top", "3");

        Assert.Equal(0, await sample.ExitAsync());

        int[] counts = [];
        int batches = 0;
        foreach (string line in sample.Output.Lines)
        {
            if (TitleLine().IsMatch(line))
            {
                batches++;
                counts = [];
                continue;
            }

            Assert.True(line == "    ..." || TagLine().IsMatch(line), line);
            if (line != "    ...")
            {
                counts = [.. counts, int.Parse(TagLine().Match(line).Groups["count"].Value, CultureInfo.InvariantCulture)];
            }

            Assert.Equal(counts.OrderDescending(), counts);
            Assert.InRange(counts.Length, 1, 3);
        }


        // Those that were due before the third had ended are finished too: how many, is up to the machine.
        Assert.InRange(batches, 3, int.MaxValue);
        Assert.Contains(sample.Output.Lines, line => line.EndsWith("  #coffee", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_number_of_hashtags_is_told_in_one_line()
    {
        await using var sample = SampleProcess.Start("TopKHashtags", "--top", "0");

        Assert.Equal(2, await sample.ExitAsync());

        Assert.Equal(["--top is '0'; it must be a whole number from 1 to 1000. (--help shows the options)"], sample.Errors.Lines);
    }

    [GeneratedRegex(@"^\d\d:\d\d:\d\d  hashtags: \d+$")]
    private static partial Regex TitleLine();

    [GeneratedRegex(@"^ +(?<count>[1-9]\d*)  #[a-z]+$")]
    private static partial Regex TagLine();
}
