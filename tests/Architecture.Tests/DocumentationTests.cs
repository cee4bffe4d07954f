using System.Xml.Linq;
using OrleansStream.Tests;

namespace OrleansStream.Architecture.Tests;

public class DocumentationTests
{
    private static readonly string[] Silencers = ["NoWarn", "WarningsNotAsErrors", "DisabledWarnings"];

    [Fact]
    public void Nothing_that_ships_switches_off_the_demand_for_documentation()
    {
        IEnumerable<string> files = Repository.Files("*.csproj", "src").Concat(Repository.Files("*.props").Where(file => file is not ("eng/Tests.props" or "eng/Samples.props")));
        Assert.Contains("Directory.Build.props", files);

        Assert.All(files, file =>
        {
            XElement root = XElement.Load(Repository.PathTo(file));
            Assert.DoesNotContain(root.Descendants(), element => Silencers.Contains(element.Name.LocalName) && element.Value.Contains("1591", StringComparison.Ordinal));
            Assert.DoesNotContain(root.Descendants("GenerateDocumentationFile"), element => element.Value.Trim() != "true");
            Assert.DoesNotContain(root.Descendants("TreatWarningsAsErrors"), element => element.Value.Trim() != "true");
        });
        Assert.DoesNotContain("CS1591", File.ReadAllText(Repository.PathTo(".editorconfig")), StringComparison.Ordinal);
        Assert.Equal("true", XElement.Load(Repository.PathTo("Directory.Build.props")).Descendants("GenerateDocumentationFile").Single().Value);
    }

    [Theory]
    [MemberData(nameof(ShippedAssemblies.Names), MemberType = typeof(ShippedAssemblies))]
    public void The_documentation_file_lies_beside_the_assembly(string project)
    {
        string file = Path.ChangeExtension(ShippedAssemblies.Load(project).Location, ".xml");

        Assert.True(File.Exists(file), $"{Path.GetFileName(file)} was not written.");
    }
}
