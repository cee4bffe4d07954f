using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansStream.Tests;

namespace OrleansStream.Architecture.Tests;

public partial class SolutionTests
{
    [Fact]
    public void The_solution_holds_every_project()
    {
        string text = File.ReadAllText(Repository.PathTo("OrleansStream.sln"));
        IEnumerable<string> listed = ProjectLine().Matches(text).Select(match => match.Groups[1].Value.Replace('\\', '/'));

        Assert.Equal(ProjectFile.All.Select(project => project.Path), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_embedded_filter_holds_exactly_the_projects_that_need_no_Orleans_package()
    {
        using JsonDocument filter = JsonDocument.Parse(File.ReadAllText(Repository.PathTo("OrleansStream.Embedded.slnf")));
        IEnumerable<string> listed = filter.RootElement.GetProperty("solution").GetProperty("projects").EnumerateArray()
            .Select(project => project.GetString()!.Replace('\\', '/'));

        IEnumerable<string> expected = ProjectFile.All.Where(project => !NeedsOrleans(project)).Select(project => project.Path);

        Assert.Equal(expected, listed.Order(StringComparer.Ordinal));
        Assert.NotEqual(ProjectFile.All.Count, expected.Count());
    }

    private static bool NeedsOrleans(ProjectFile project) => project.Closure(ProjectFile.All)
        .Any(each => each.Packages.Any(package => package.StartsWith(ProjectRules.Orleans, StringComparison.OrdinalIgnoreCase)));

    [GeneratedRegex("""^Project\(.*"([^"]+\.csproj)".*$""", RegexOptions.Multiline)]
    private static partial Regex ProjectLine();
}
