using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Packages;
using OrleansStream.Tests.Packages;

namespace OrleansStream.Core.Tests.Packages;

public sealed class JobPackageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_folder_and_its_assembly_make_the_same_package()
    {
        string folder = PackagedFiles.Publish(_directory["a"], library: 1);

        JobPackage ofFolder = JobPackage.FromPath(folder);
        JobPackage ofAssembly = JobPackage.FromPath(Path.Join(folder, "Hello.dll"));

        Assert.Equal(["Greetings.dll", "Hello.dll"], ofFolder.Files.Select(file => file.Path));
        Assert.Equal("Hello", ofFolder.Name);
        Assert.Equal(ofFolder, ofAssembly);
        Assert.Equal(64, ofFolder.Id.Length);
    }

    [Fact]
    public void An_assembly_takes_only_what_it_needs_and_a_folder_takes_everything()
    {
        string folder = PackagedFiles.Publish(_directory["a"], library: 1);
        File.WriteAllText(Path.Join(folder, "words.txt"), "a b");
        Directory.CreateDirectory(Path.Join(folder, "runtimes", "linux", "native"));
        File.WriteAllText(Path.Join(folder, "runtimes", "linux", "native", "libx.so"), "x");

        Assert.Equal(
            ["Greetings.dll", "Hello.dll", "runtimes/linux/native/libx.so"], JobPackage.FromPath(Path.Join(folder, "Hello.dll")).Files.Select(file => file.Path));
        Assert.Equal(
            ["Greetings.dll", "Hello.dll", "runtimes/linux/native/libx.so", "words.txt"], JobPackage.FromPath(folder).Files.Select(file => file.Path));
    }

    [Fact]
    public void What_the_host_has_is_left_out()
    {
        string folder = PackagedFiles.Publish(_directory["a"], library: 1);
        File.Copy(typeof(StreamingContext).Assembly.Location, Path.Join(folder, "OrleansStream.Core.dll"));
        File.Copy(
            typeof(Microsoft.Extensions.Logging.ILogger).Assembly.Location, Path.Join(folder, "Microsoft.Extensions.Logging.Abstractions.dll"));

        Assert.Equal(["Greetings.dll", "Hello.dll"], JobPackage.FromPath(folder).Files.Select(file => file.Path));
    }

    [Fact]
    public void Parts_of_the_product_that_a_silo_need_not_have_are_sent()
    {
        string folder = PackagedFiles.Publish(_directory["a"], library: 1);
        File.Copy(typeof(Testing.StreamingTestHarness).Assembly.Location, Path.Join(folder, "OrleansStream.Testing.dll"));

        Assert.Equal(["Greetings.dll", "Hello.dll", "OrleansStream.Testing.dll"], JobPackage.FromPath(folder).Files.Select(file => file.Path));
    }

    [Fact]
    public void Another_version_of_a_library_is_another_package()
    {
        JobPackage first = JobPackage.FromPath(PackagedFiles.Publish(_directory["a"], library: 1));
        JobPackage second = JobPackage.FromPath(PackagedFiles.Publish(_directory["b"], library: 2));
        var lenient = new JobPackageOptions { OptionalAssemblies = { "Sometimes" } };

        Assert.NotEqual(first, second);
        Assert.NotEqual(first, JobPackage.FromPath(_directory["a"], lenient));
        Assert.Equal(first.Files.Single(file => file.Path == "Hello.dll"), second.Files.Single(file => file.Path == "Hello.dll"));
    }

    [Fact]
    public void What_is_no_package_is_refused_with_what_was_found()
    {
        string text = _directory["notes.dll"];
        File.WriteAllText(text, "no assembly");
        string empty = Directory.CreateDirectory(_directory["empty"]).FullName;
        string two = PackagedFiles.Publish(_directory["two"], library: 1);
        File.Copy(Path.Join(two, "Hello.dll"), Path.Join(two, "Hello2.dll"));

        Assert.Contains("neither an assembly nor a folder", Refused(_directory["absent"]), StringComparison.Ordinal);
        Assert.Contains("is not a .NET assembly", Refused(text), StringComparison.Ordinal);
        Assert.Contains("No assembly in", Refused(empty), StringComparison.Ordinal);
        Assert.Contains("Hello.dll, Hello2.dll", Refused(two), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => JobPackage.FromPath(" "));

        // The description that a publication leaves tells which one it is.
        File.WriteAllText(Path.Join(two, "Hello2.deps.json"), "{}");
        Assert.Equal("Hello2", JobPackage.FromPath(two).Name);
    }

    [Fact]
    public void The_list_of_files_is_read_as_it_was_written()
    {
        PackageListing listing = JobPackage.FromPath(
            PackagedFiles.Publish(_directory["a"], library: 1), new JobPackageOptions { OptionalAssemblies = { "B", "A" } }).Listing;

        PackageListing read = PackageListing.Parse(listing.Text, listing.Id);

        Assert.Equal(listing.Id, read.Id);
        Assert.Equal(listing.Files, read.Files);
        Assert.Equal(["A", "B"], read.OptionalAssemblies);
        Assert.Equal("Hello.dll", read.EntryAssembly);
    }

    [Fact]
    public void A_list_that_was_changed_is_refused()
    {
        PackageListing listing = JobPackage.FromPath(PackagedFiles.Publish(_directory["a"], library: 1)).Listing;

        foreach (string text in new[]
        {
            "", "orleans-stream package 2\n" + listing.Text[(listing.Text.IndexOf('\n', StringComparison.Ordinal) + 1)..], listing.Text + "file x\n", listing.Text + "more\n",
            listing.Text.TrimEnd('\n'), listing.Text.Replace("Greetings.dll", "greetings.dll", StringComparison.Ordinal),
            string.Join('\n', listing.Text.Split('\n').Where(line => !line.Contains("Greetings", StringComparison.Ordinal))),
        })
        {
            Assert.Throws<JobPackageException>(() => PackageListing.Parse(text, listing.Id));
        }
    }

    [Theory]
    [InlineData("../a.dll")]
    [InlineData("/a.dll")]
    [InlineData("a//b.dll")]
    [InlineData("a/./b.dll")]
    [InlineData("a/../../b.dll")]
    [InlineData("c:\\b.dll")]
    [InlineData("b\n.dll")]
    [InlineData("")]
    public void A_path_that_leads_out_of_its_folder_is_refused(string path)
    {
        var hash = new string('0', 64);

        Assert.Throws<JobPackageException>(() => PackageListing.Create("x.dll", [], [new PackageFile("x.dll", 1, hash), new PackageFile(path, 1, hash)]));
    }

    private static string Refused(string path) => Assert.Throws<JobPackageException>(() => JobPackage.FromPath(path)).Message;
}
