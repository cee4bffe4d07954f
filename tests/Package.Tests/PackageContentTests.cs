using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using OrleansStream.Tests;

namespace OrleansStream.Package.Tests;

[Collection(nameof(PackedCollection))]
public class PackageContentTests(PackedProjects packed)
{
    [Theory]
    [MemberData(nameof(PackedProjects.Ids), MemberType = typeof(PackedProjects))]
    public void A_package_says_what_it_is(string id)
    {
        using ZipArchive package = packed.Open(id, "nupkg");
        using Stream stream = package.GetEntry($"{id}.nuspec")!.Open();
        XElement metadata = XElement.Load(stream).Elements().Single(element => element.Name.LocalName == "metadata");
        string? Value(string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

        Assert.Equal(id, Value("id"));
        Assert.Equal(PackedProjects.Version, Value("version"));
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        Assert.Equal("The OrleansStream authors", Value("authors"));
        Assert.NotEqual("Package Description", Value("description"));
        Assert.False(string.IsNullOrWhiteSpace(Value("description")));
    }

    [Theory]
    [MemberData(nameof(PackedProjects.Ids), MemberType = typeof(PackedProjects))]
    public void A_package_holds_assembly_documentation_and_readme(string id)
    {
        using ZipArchive package = packed.Open(id, "nupkg");

        Assert.NotNull(package.GetEntry($"lib/net10.0/{id}.dll"));
        Assert.NotNull(package.GetEntry($"lib/net10.0/{id}.xml"));
        Assert.NotNull(package.GetEntry("README.md"));
        Assert.DoesNotContain(package.Entries, entry => entry.FullName.EndsWith(".pdb", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(PackedProjects.Ids), MemberType = typeof(PackedProjects))]
    public void The_symbols_lie_in_a_package_of_their_own(string id)
    {
        using ZipArchive symbols = packed.Open(id, "snupkg");

        Assert.True(symbols.GetEntry($"lib/net10.0/{id}.pdb")!.Length > 0);
    }

    [Theory]
    [MemberData(nameof(PackedProjects.Ids), MemberType = typeof(PackedProjects))]
    public void A_released_assembly_does_not_know_where_it_was_built(string id)
    {
        using ZipArchive package = packed.Open(id, "nupkg");
        using Stream stream = package.GetEntry($"lib/net10.0/{id}.dll")!.Open();
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);

        // The other way round in Debug, where a debugger needs the paths: so this test can see them.
        Assert.Equal(PackedProjects.Configuration != "Release", bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(Repository.Root)) >= 0);
    }
}
