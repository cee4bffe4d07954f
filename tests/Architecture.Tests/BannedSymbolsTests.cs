using System.Xml.Linq;
using OrleansStream.Tests;

namespace OrleansStream.Architecture.Tests;

public class BannedSymbolsTests
{
    [Theory]
    [InlineData("eng/BannedSymbols.txt")]
    [InlineData("eng/BannedSymbols.Grains.txt")]
    public void Every_banned_symbol_exists_and_names_its_replacement(string file)
    {
        // The analyzer ignores a name that it cannot resolve, so a slip of the pen would lift the ban.
        string[][] entries = [.. File.ReadLines(Repository.PathTo(file)).Select(line => line.Split(';', 2))];

        Assert.NotEmpty(entries);
        Assert.All(entries, entry => Assert.True(entry.Length == 2 && entry[1].Length > 0, $"{entry[0]} names no replacement."));
        Complaints.None(entries.Select(entry => entry[0]).Where(id => !DocumentationId.Exists(id)));
    }

    [Theory]
    [InlineData("P:System.DateTime.Nou")]
    [InlineData("M:System.Threading.Tasks.Task.Wait(System.String)")]
    [InlineData("T:System.Timers.Tymer")]
    public void A_misspelt_symbol_is_found(string id) => Assert.False(DocumentationId.Exists(id));

    [Fact]
    public void Every_project_that_ships_is_under_the_ban()
    {
        IReadOnlyList<string> projects = Repository.Files("*.csproj", "src");
        Assert.NotEmpty(projects);

        Assert.All(projects, project => Assert.Contains(
            XElement.Load(Repository.PathTo(project)).Descendants("Import"),
            import => ((string?)import.Attribute("Project"))?.EndsWith("eng/Library.props", StringComparison.Ordinal) ?? false));
        XElement library = XElement.Load(Repository.PathTo("eng/Library.props"));
        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", ProjectFile.Includes(library, "PackageReference"));
        Assert.Contains(ProjectFile.Includes(library, "AdditionalFiles"), file => file.EndsWith("BannedSymbols.txt", StringComparison.Ordinal));
    }
}
