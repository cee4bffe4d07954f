using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Packages;
using OrleansStream.Testing;
using OrleansStream.Tests.Packages;

namespace OrleansStream.Core.Tests.Packages;

public sealed class PackageHostTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly InMemoryCheckpointStore _objects = new();
    private readonly PackageStore _store;
    private readonly PackageHost _host;

    public PackageHostTests()
    {
        _store = new PackageStore(_objects);
        _host = new PackageHost(new PackageCache(_store, _directory["cache"]), HostAssemblies.OfThisProcess);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Two_jobs_use_two_versions_of_one_library_side_by_side()
    {
        JobPackage first = await UploadAsync("a", library: 1);
        JobPackage second = await UploadAsync("b", library: 2);

        (string[] Heard, WeakReference Code)[] jobs = await Task.WhenAll(RunAsync("first", first.Id), RunAsync("second", second.Id));

        Assert.Equal(["hello ann (1)", "hello ann (2)", "hello bob (1)"], jobs[0].Heard.Order());
        Assert.Equal(["good day, ann (1)", "good day, ann (2)", "good day, bob (1)"], jobs[1].Heard.Order());
    }

    [Fact]
    public async Task A_file_that_two_packages_have_is_sent_once()
    {
        await UploadAsync("a", library: 1);
        JobPackage second = JobPackage.FromPath(PackagedFiles.Publish(_directory["b"], library: 2));

        Assert.Equal(["Greetings.dll"], (await _store.MissingAsync(second.Listing, default)).Select(file => file.Path));
    }

    [Fact]
    public async Task Code_leaves_memory_when_its_job_has_ended()
    {
        JobPackage package = await UploadAsync("a", library: 1);
        (_, WeakReference code) = await RunAsync("job", package.Id);

        await Unloading.OfAsync(code);
        Assert.Equal(0, _host.LoadedCount);
    }

    [Fact]
    public async Task What_a_package_lacks_is_named_before_it_runs()
    {
        JobPackage package = await UploadAsync("a", library: 0);

        var error = await Assert.ThrowsAsync<JobPackageException>(() => _host.InspectAsync(package.Id, "HelloJob"));

        Assert.Contains("Hello refers to Greetings 1.0.0.0, which is neither in the package nor a part of the host", error.Message, StringComparison.Ordinal);
        JobPackage lenient = await UploadAsync(JobPackage.FromPath(_directory["a"], new JobPackageOptions { OptionalAssemblies = { "Greetings" } }));
        Assert.Equal("Hello.SilentJob", await _host.InspectAsync(lenient.Id, "SilentJob"));
    }

    [Fact]
    public async Task Libraries_that_only_the_host_uses_are_not_a_jobs()
    {
        // xunit is in this process, and would be found if the job's references were looked for among everything that the process can load.
        Assert.False(HostAssemblies.OfThisProcess.Provide("xunit.assert"));
        Assert.True(HostAssemblies.OfThisProcess.Provide("OrleansStream.Core"));
        Assert.True(HostAssemblies.OfThisProcess.Provide("Microsoft.Extensions.Hosting.Abstractions"));
        Assert.True(HostAssemblies.OfThisProcess.Provide("System.Runtime"));

        JobPackage package = await UploadAsync("a", library: 0);
        using LoadedPackage loaded = await _host.LoadAsync("job", package.Id);
        Assert.Equal(["Hello.HelloJob", "Hello.SilentJob"], loaded.JobClasses);
    }

    [Theory]
    [InlineData(null, "has several jobs; name one of Hello.HelloJob, Hello.SilentJob")]
    [InlineData("Nobody", "has no job class 'Nobody'; it has Hello.HelloJob, Hello.SilentJob")]
    [InlineData("Job", "has no job class 'Job'")]
    public async Task A_class_must_be_told_apart(string? name, string because)
    {
        JobPackage package = await UploadAsync("a", library: 1);

        var error = await Assert.ThrowsAsync<JobPackageException>(() => _host.InspectAsync(package.Id, name));

        Assert.Contains(because, error.Message, StringComparison.Ordinal);
        Assert.Equal("Hello.HelloJob", await _host.InspectAsync(package.Id, "Hello.HelloJob"));
        Assert.Equal("Hello.HelloJob", await _host.InspectAsync(package.Id, "HelloJob"));
    }

    [Fact]
    public async Task A_file_that_was_damaged_on_its_way_can_be_sent_again()
    {
        JobPackage package = JobPackage.FromPath(PackagedFiles.Publish(_directory["a"], library: 1));
        foreach (PackageFile file in package.Files)
        {
            await _store.PutPieceAsync(file, 0, new byte[file.Length], default);
        }

        await Assert.ThrowsAsync<JobPackageException>(() => _store.CompleteAsync(package.Listing, default));
        Assert.Null(await _store.FindAsync(package.Id, default));

        await Assert.ThrowsAsync<JobPackageException>(() => UploadAsync(package));
        await UploadAsync(package);
        Assert.Equal("Hello.HelloJob", await _host.InspectAsync(package.Id, "HelloJob"));
    }

    [Fact]
    public async Task A_piece_of_another_length_is_refused()
    {
        var file = new PackageFile("a.dll", PackageStore.PieceLength + 1, new string('0', 64));

        await Assert.ThrowsAsync<JobPackageException>(() => _store.PutPieceAsync(file, 0, new byte[1], default));
        await Assert.ThrowsAsync<JobPackageException>(() => _store.PutPieceAsync(file, 2, new byte[1], default));
        await Assert.ThrowsAsync<JobPackageException>(() => _store.PutPieceAsync(file, -1, new byte[1], default));
        await _store.PutPieceAsync(file, 1, new byte[1], default);
    }

    [Fact]
    public async Task A_package_that_is_not_there_is_said_to_be_missing()
    {
        Assert.Contains("There is no package", (await Assert.ThrowsAsync<JobPackageException>(() => _host.InspectAsync(new string('0', 64), null))).Message, StringComparison.Ordinal);
        Assert.Contains("There is no package", (await Assert.ThrowsAsync<JobPackageException>(() => _host.LoadAsync("job", "../x"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_may_share_a_folder_of_packages()
    {
        JobPackage package = await UploadAsync("a", library: 1);
        var other = new PackageHost(new PackageCache(_store, _directory["cache"]), HostAssemblies.OfThisProcess);

        string[] classes = await Task.WhenAll(_host.InspectAsync(package.Id, "HelloJob"), other.InspectAsync(package.Id, "HelloJob"));

        Assert.Equal(["Hello.HelloJob", "Hello.HelloJob"], classes);
        Assert.Equal([package.Id], Directory.GetFileSystemEntries(_directory["cache"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_folder_that_was_damaged_on_the_disk_is_brought_again()
    {
        JobPackage package = await UploadAsync("a", library: 1);
        await _host.InspectAsync(package.Id, "HelloJob");
        string library = Path.Join(_directory["cache"], package.Id, "Greetings.dll");
        byte[] whole = await File.ReadAllBytesAsync(library);
        byte[] damaged = [.. whole];
        damaged[^1] ^= 1;

        // Removed first, since the file that was there may be mapped into this process.
        File.Delete(library);
        await File.WriteAllBytesAsync(library, damaged);

        var restarted = new PackageHost(new PackageCache(_store, _directory["cache"]), HostAssemblies.OfThisProcess);
        await restarted.InspectAsync(package.Id, "HelloJob");

        Assert.Equal(whole, await File.ReadAllBytesAsync(library));
        Assert.Equal([package.Id], Directory.GetFileSystemEntries(_directory["cache"]).Select(Path.GetFileName));
    }

    private Task<JobPackage> UploadAsync(string folder, int library) =>
        UploadAsync(JobPackage.FromPath(PackagedFiles.Publish(_directory[folder], library)));

    private async Task<JobPackage> UploadAsync(JobPackage package)
    {
        foreach (PackageFile file in await _store.MissingAsync(package.Listing, default))
        {
            await using Stream content = package.Open(file);
            byte[] piece = new byte[PackageStore.PieceLength];
            for (int number = 0; number < PackageStore.PiecesOf(file); number++)
            {
                int length = await content.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false);
                await _store.PutPieceAsync(file, number, piece.AsMemory(0, length), default);
            }
        }

        await _store.CompleteAsync(package.Listing, default);
        return package;
    }

    // Not inlined, so that no local of a test keeps the code alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<(string[] Heard, WeakReference Code)> RunAsync(string job, string id)
    {
        var heard = new List<string>();
        await using ServiceProvider services = new ServiceCollection().AddSingleton<ICollection<string>>(heard).BuildServiceProvider();
        using LoadedPackage package = await _host.LoadAsync(job, id);
        await using var harness = new StreamingTestHarness();
        harness.Define(package.Create("HelloJob", services), JobArguments.Parse("--names", "ann,bob,ann"));
        await harness.StartAsync();
        await harness.AdvanceAsync();
        await harness.StopAsync();
        return ([.. heard], package.Watch());
    }
}
