using Microsoft.Extensions.DependencyInjection;
using OrleansStream.Encoding;
using OrleansStream.Grains;

namespace OrleansStream.Cluster.Tests;

/// <summary>Jobs whose code comes with their submission, on two silos that know none.</summary>
public sealed class PackagedJobTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Welcomes _first = new();
    private readonly Welcomes _second = new();
    private JobCluster? _cluster;

    private JobCluster Cluster => _cluster!;

    public async Task InitializeAsync() => _cluster = await JobCluster.StartAsync(silos: 2, maxBatchAttempts: 60);

    public Task DisposeAsync() => Cluster.DisposeAsync().AsTask();

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task Two_jobs_use_two_versions_of_one_library()
    {
        JobInfo first = await SubmitAsync(_first, library: 1, "first");
        JobInfo second = await SubmitAsync(_second, library: 2, "second");
        await Task.WhenAll(_first.MoreBatchesAsync(), _second.MoreBatchesAsync());

        Assert.Equal("Welcome.WelcomeJob", first.JobClass);
        Assert.NotEqual(first.Package, second.Package);
        Assert.Equal(first, await SubmitAsync(_first, library: 1, "first"));
        Assert.Equal([1], _first.Verify(Interval));
        Assert.Equal([2], _second.Verify(Interval));
    }

    [Fact]
    public async Task A_job_goes_on_when_the_silo_of_its_coordinator_is_killed_and_another_joins()
    {
        await SubmitAsync(_first, library: 1, "first");
        await _first.MoreBatchesAsync();

        await Cluster.Cluster.KillSiloAsync(await Cluster.CoordinatorOfAsync("first"));
        await _first.MoreBatchesAsync();
        await Cluster.Cluster.StartAdditionalSiloAsync();
        await Cluster.Cluster.KillSiloAsync(await Cluster.CoordinatorOfAsync("first"));
        await _first.MoreBatchesAsync();

        Assert.Equal([1], _first.Verify(Interval));
    }

    [Fact]
    public async Task A_package_is_sent_once_and_progress_is_told()
    {
        var sent = new ProgressOf<PackageProgress>();
        JobPackage package = _first.Package(1);
        await Cluster.Client.SubmitAsync(package, "WelcomeJob", _first.Arguments, SettingsOf("first"), sent);
        long length = package.Files.Sum(file => file.Length);

        Assert.Equal(new PackageProgress(0, length), sent.Reports[0]);
        Assert.Equal(new PackageProgress(length, length), sent.Reports[^1]);
        Assert.Equal(sent.Reports.OrderBy(report => report.SentBytes), sent.Reports);

        sent.Reports.Clear();
        await Cluster.Client.SubmitAsync(_second.Package(2), "WelcomeJob", _second.Arguments, SettingsOf("second"), sent);
        long other = _second.Package(2).Files.Single(file => file.Path == "Greetings.dll").Length;
        Assert.Equal(new PackageProgress(other, other), sent.Reports[^1]);

        sent.Reports.Clear();
        await Cluster.Client.SubmitAsync(package, "WelcomeJob", _first.Arguments, SettingsOf("first"), sent);
        Assert.Equal([new PackageProgress(0, 0)], sent.Reports);
    }

    [Fact]
    public async Task What_cannot_run_is_refused_and_nothing_is_registered()
    {
        Assert.Contains(
            "Welcome refers to Greetings 1.0.0.0, which is neither in the package nor a part of the host", await RefusedAsync(_first.Package(0), "WelcomeJob"), StringComparison.Ordinal);
        Assert.Contains("has no job class 'Nobody'; it has Welcome.WelcomeJob, Welcome.WelcomeTwiceJob", await RefusedAsync(_first.Package(1), "Nobody"), StringComparison.Ordinal);
        Assert.Contains("'output' is missing", await RefusedAsync(_first.Package(1), "WelcomeJob", []), StringComparison.Ordinal);

        string published = _first.Publish(2);
        JobPackage package = JobPackage.FromPath(published);
        string library = Path.Join(Path.GetDirectoryName(published), "Greetings.dll");
        byte[] content = await File.ReadAllBytesAsync(library);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(library, content);
        Assert.Contains("Were its files changed", await RefusedAsync(package, "WelcomeJob"), StringComparison.Ordinal);

        var unknown = new JobSubmission("unknown", "X", new Dictionary<string, string>(), Interval, Partitions: 1, Package: new string('0', 64));
        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => Cluster.Cluster.Client.GetGrain<IJobManagerGrain>(0).SubmitAsync(unknown));
        Assert.Contains("There is no package 000", refused.Message, StringComparison.Ordinal);

        Assert.Empty(await Cluster.Client.ListAsync());
    }

    [Fact]
    public async Task Code_leaves_memory_when_its_job_has_stopped()
    {
        await SubmitAsync(_first, library: 1, "first");
        await _first.MoreBatchesAsync();
        SiloPackages[] silos = [.. Cluster.Cluster.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<SiloPackages>())];
        Assert.InRange(silos.Sum(silo => silo.LoadedCount), 2, 6);

        await Cluster.Client.StopAsync("first");

        await JobCluster.UntilAsync("the code is out of memory", () =>
        {
            // System.Text.Json keeps accessors of types that it has seen for about a second, and drops them at its next use.
            _ = new JobEncoding().CodecFor<PackageProgress>();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Task.FromResult(silos.All(silo => silo.LoadedCount == 0));
        });
    }

    private async Task<string> RefusedAsync(JobPackage package, string? jobClass, Dictionary<string, string>? arguments = null) =>
        (await Assert.ThrowsAsync<JobRefusedException>(
            () => Cluster.Client.SubmitAsync(package, jobClass, arguments ?? _first.Arguments, SettingsOf("refused")))).Message;

    private Task<JobInfo> SubmitAsync(Welcomes job, int library, string name) =>
        Cluster.Client.SubmitAsync(job.Package(library), "WelcomeJob", job.Arguments, SettingsOf(name));

    private static JobSettings SettingsOf(string name) => new() { Name = name, BatchInterval = Interval, Partitions = 3 };

    /// <summary>Remembers what is reported, as it is.</summary>
    private sealed class ProgressOf<T> : IProgress<T>
    {
        internal List<T> Reports { get; } = [];

        public void Report(T value) => Reports.Add(value);
    }
}
