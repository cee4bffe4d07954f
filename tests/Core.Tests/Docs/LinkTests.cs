using System.Text.RegularExpressions;
using OrleansStream.Tests;

namespace OrleansStream.Core.Tests.Docs;

public sealed partial class LinkTests
{
    [Fact]
    public void Every_link_in_the_documentation_leads_somewhere()
    {
        string[] pages = [.. Repository.Files("*.md", "docs"), .. Repository.Files("*.md", "benchmarks"), "README.md", "CONTRIBUTING.md"];
        var links =
            (from page in pages
             from Match match in Link().Matches(File.ReadAllText(Repository.PathTo(page)))
             select (Page: page, Target: match.Groups["target"].Value)).ToArray();

        Assert.True(links.Length > 30);
        Assert.Empty(links.Where(link => !Leads(link.Page, link.Target)).Select(link => $"{link.Page}: {link.Target}"));
    }

    [Fact]
    public void A_heading_is_told_from_what_is_none()
    {
        Assert.True(Leads("docs/operators/outputs.md", "../../CONTRIBUTING.md#house-rules"));
        Assert.False(Leads("docs/operators/outputs.md", "../../CONTRIBUTING.md#house"));
        Assert.False(Leads("docs/operators/outputs.md", "nothing.md"));
    }

    [Fact]
    public void The_index_names_every_page()
    {
        string index = File.ReadAllText(Repository.PathTo("docs/README.md"));

        Assert.All(
            Repository.Files("*.md", "docs").Where(page => page != "docs/README.md" && !page.StartsWith("docs/decisions/", StringComparison.Ordinal)),
            page => Assert.Contains($"({page["docs/".Length..]})", index, StringComparison.Ordinal));
    }

    private static bool Leads(string page, string target)
    {
        string[] parts = target.Split('#');
        string path = parts[0].Length == 0 ? Repository.PathTo(page) : Path.Join(Path.GetDirectoryName(Repository.PathTo(page)), parts[0]);
        return parts.Length == 1
            ? File.Exists(path) || Directory.Exists(path)
            : File.Exists(path) && File.ReadLines(path).Any(line => line.StartsWith('#') && AnchorOf(line) == parts[1]);
    }

    /// <summary>The anchor that a heading gets: its words in lower case with hyphens in between, without punctuation.</summary>
    private static string AnchorOf(string heading) =>
        NotInAnchors().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>(?!https?:)[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
