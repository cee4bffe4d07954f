using System.Text.RegularExpressions;
using OrleansStream.Tests;

namespace OrleansStream.Architecture.Tests;

public partial class HouseWordsTests
{
    [Fact]
    public void No_file_names_a_directory_of_somebodys_machine()
    {
        IReadOnlyList<string> files = Repository.Files("*");
        Assert.Contains("test.sh", files);

        IEnumerable<string> found =
            from file in files
            let text = File.ReadAllText(Repository.PathTo(file))
            where !text.Contains('\0', StringComparison.Ordinal)
            from Match match in MachinePath().Matches(text)
            select $"{file}:{text.AsSpan(0, match.Index).Count('\n') + 1}: {match.Value}";

        Complaints.None(found);
    }

    [Theory]
    [InlineData("see /root" + "/.nuget", true)]
    [InlineData("\"/home" + "/someone/x\"", true)]
    [InlineData("file:///Users" + "/someone/x", true)]
    [InlineData("C:\\Users" + "\\someone", true)]
    [InlineData("samples/work/x", false)]
    [InlineData("https://example.org/home/x", false)]
    [InlineData("/var/lib/orleans-stream", false)]
    public void A_path_of_a_machine_is_told_from_others(string text, bool isMachinePath) => Assert.Equal(isMachinePath, MachinePath().IsMatch(text));

    [GeneratedRegex(@"(?<![\w.])(/(work|root|home|Users)/|[A-Z]:\\Users\\)")]
    private static partial Regex MachinePath();
}
