using System.IO.Compression;
using System.Xml.Linq;
using OrleansStream.Tests;

namespace OrleansStream.Package.Tests;

[Collection(nameof(PackedCollection))]
public class ToolPackageTests(PackedProjects packed)
{
    [Fact]
    public async Task The_command_is_installed_and_runs()
    {
        const string Id = "OrleansStream.Tool.Offline";
        using (ZipArchive package = packed.Open(Id, "nupkg"))
        {
            Assert.NotNull(package.GetEntry("README.md"));
            ZipArchiveEntry settings = package.Entries.Single(entry => entry.Name == "DotnetToolSettings.xml");
            using Stream stream = settings.Open();
            Assert.Equal("orleans-stream", XElement.Load(stream).Descendants("Command").Single().Attribute("Name")!.Value);
        }

        string home = Directory.CreateDirectory(Path.Combine(packed.Home, "tool")).FullName;
        File.Copy(Repository.PathTo("global.json"), Path.Combine(home, "global.json"));
        Dictionary<string, string> environment = new() { ["NUGET_PACKAGES"] = Path.Combine(home, "cache") };
        string tools = Path.Combine(home, "tools");
        await CommandLine.DotnetAsync(home, environment, "tool", "install", Id, "--version", PackedProjects.Version, "--tool-path", tools, "--source", packed.Feed);
        string[] installed = Directory.GetFiles(tools, "orleans-stream.dll", SearchOption.AllDirectories);

        Assert.Contains("checkpoint", await CommandLine.DotnetAsync(home, environment, installed[0], "--help"), StringComparison.Ordinal);
    }
}
