using OrleansStream.Tests;

namespace OrleansStream.Package.Tests;

[Collection(nameof(PackedCollection))]
public class ConsumerTests(PackedProjects packed)
{
    [Fact]
    public async Task A_program_over_the_packages_restores_builds_and_runs()
    {
        string home = Directory.CreateDirectory(Path.Combine(packed.Home, "consumer")).FullName;
        File.Copy(Repository.PathTo("global.json"), Path.Combine(home, "global.json"));
        File.Copy(Repository.PathTo("tests/Package.Tests/Consumer/Program.cs"), Path.Combine(home, "Program.cs"));
        File.WriteAllText(Path.Combine(home, "Consumer.csproj"), Project());
        File.WriteAllText(Path.Combine(home, "nuget.config"), Sources());

        // A package cache of its own: what is consumed is what was just packed.
        Dictionary<string, string> environment = new() { ["NUGET_PACKAGES"] = Path.Combine(packed.Home, "cache") };
        await CommandLine.DotnetAsync(home, environment, "build", "--configuration", "Release");
        string output = await CommandLine.DotnetAsync(home, environment, Path.Combine("bin", "Release", "net10.0", "Consumer.dll"));

        string expected = File.ReadAllText(Repository.PathTo("tests/Package.Tests/Consumer/expected.txt"));
        Assert.Equal(expected.ReplaceLineEndings("\n"), output.ReplaceLineEndings("\n"));
        Assert.All(PackedProjects.All, id => Assert.True(Directory.Exists(Path.Combine(environment["NUGET_PACKAGES"], id.ToLowerInvariant()))));
    }

    private static string Project() => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="OrleansStream.Core" Version="[{PackedProjects.Version}]" />
            <PackageReference Include="OrleansStream.Testing" Version="[{PackedProjects.Version}]" />
          </ItemGroup>
        </Project>
        """;

    // Beside whatever sources the machine is set up with.
    private string Sources() => $"""
        <configuration>
          <packageSources>
            <add key="orleans-stream-under-test" value="{packed.Feed}" />
          </packageSources>
        </configuration>
        """;
}
