using System.Xml.Linq;
using OrleansStream.Tests;

namespace OrleansStream.Architecture.Tests;

public class ProjectArrowTests
{
    [Fact]
    public void Projects_see_only_what_the_design_allows()
    {
        Assert.Contains(ProjectFile.All, project => project.Directory == "src/Core");

        Complaints.None(ProjectFile.All.SelectMany(ProjectRules.Violations));
    }

    [Theory]
    [InlineData("src/Core/Core.csproj", "../Testing/Testing.csproj", "src/Core must not see src/Testing.")]
    [InlineData("src/Silo/Silo.csproj", "../Testing/Testing.csproj", "src/Silo must not see src/Testing.")]
    [InlineData("src/Client/Client.csproj", "..\\Grains\\Grains.csproj", "src/Client must not see src/Grains.")]
    [InlineData("src/Grains/Grains.csproj", "../../tests/Core.Tests/Core.Tests.csproj", "src/Grains must not see tests/Core.Tests.")]
    [InlineData("src/Connectors/Kafka/Kafka.csproj", "../../Interfaces/Interfaces.csproj", "src/Connectors/Kafka must not see src/Interfaces.")]
    [InlineData("src/Elsewhere/Elsewhere.csproj", "../Core/Core.csproj", "src/Elsewhere/Elsewhere.csproj is in no known room; add it to ProjectRules.")]
    public void A_forbidden_arrow_is_named(string path, string reference, string expected)
    {
        ProjectFile project = ProjectFile.Parse(path, $"<Project><ItemGroup><ProjectReference Include=\"{reference}\" /></ItemGroup></Project>");

        Assert.Equal([expected], ProjectRules.Violations(project));
    }

    [Theory]
    [InlineData("src/Grains/Grains.csproj", "../Interfaces/Interfaces.csproj")]
    [InlineData("src/Connectors/Kafka/Kafka.csproj", "../../Core/Core.csproj")]
    public void An_allowed_arrow_passes(string path, string reference)
    {
        ProjectFile project = ProjectFile.Parse(path, $"<Project><ItemGroup><ProjectReference Include=\"{reference}\" /></ItemGroup></Project>");

        Assert.Empty(ProjectRules.Violations(project));
    }

    [Fact]
    public void An_Orleans_package_in_the_engine_is_named()
    {
        ProjectFile project = ProjectFile.Parse(
            "src/Core/Core.csproj", "<Project><ItemGroup><PackageReference Include=\"Microsoft.Orleans.Sdk\" /></ItemGroup></Project>");

        Assert.Equal(["src/Core must not reference Microsoft.Orleans.Sdk."], ProjectRules.Violations(project));
    }

    [Fact]
    public void Shared_build_files_add_no_references_behind_the_projects_backs()
    {
        string[] shared = [.. Repository.Files("*.props"), .. Repository.Files("*.targets")];
        Assert.Contains("eng/Library.props", shared);

        Assert.All(shared, file =>
        {
            XElement root = XElement.Load(Repository.PathTo(file));
            Assert.Empty(ProjectFile.Includes(root, "ProjectReference"));
            Assert.DoesNotContain(ProjectFile.Includes(root, "PackageReference"), package => package.StartsWith(ProjectRules.Orleans, StringComparison.Ordinal));
        });
    }
}
