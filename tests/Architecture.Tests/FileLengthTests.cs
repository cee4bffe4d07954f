using OrleansStream.Tests;

namespace OrleansStream.Architecture.Tests;

public class FileLengthTests
{
    private const int NeedsReason = 400;
    private const int Never = 800;
    private const string Reason = "// Long because";

    [Fact]
    public void Source_files_are_short_or_say_why_not()
    {
        IReadOnlyList<string> files = Repository.Files("*.cs");
        Assert.NotEmpty(files);

        Complaints.None(files.Select(file => Complaint(file, File.ReadAllLines(Repository.PathTo(file)))).OfType<string>());
    }

    [Theory]
    [InlineData(400, false, true)]
    [InlineData(401, false, false)]
    [InlineData(401, true, true)]
    [InlineData(800, true, true)]
    [InlineData(801, true, false)]
    public void The_rule_is_400_lines_or_800_with_a_reason(int lines, bool withReason, bool isFine)
    {
        string[] text = [.. Enumerable.Repeat("", lines)];
        text[1] = withReason ? Reason + " each operator has one method here." : "";

        Assert.Equal(isFine, Complaint("Some.cs", text) is null);
    }

    private static string? Complaint(string file, string[] lines) => lines.Length switch
    {
        > Never => $"{file} has {lines.Length} lines; {Never} is the most.",
        > NeedsReason when !lines.Take(10).Any(line => line.TrimStart().StartsWith(Reason, StringComparison.Ordinal)) =>
            $"{file} has {lines.Length} lines; above {NeedsReason}, one of its first ten lines is a comment '{Reason} ...'.",
        _ => null,
    };
}
