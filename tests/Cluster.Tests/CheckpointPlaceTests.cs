using OrleansStream.AzureBlobs;
using OrleansStream.Checkpoints;
using OrleansStream.S3;
using OrleansStream.Silo;
using OrleansStream.Storage;
using OrleansStream.WebHdfs;

namespace OrleansStream.Cluster.Tests;

public sealed class CheckpointPlaceTests
{
    [Theory]
    [InlineData("memory://place", "memory://place/a=20b", "memory://place/c")]
    [InlineData("memory://place/jobs/", "memory://place/jobs/a=20b", "memory://place/jobs/c")]
    [InlineData("memory://place/j%20s?sv=1&sig=a%2Bb", "memory://place/j%20s/a=20b?sv=1&sig=a%2Bb", "memory://place/j%20s/c?sv=1&sig=a%2Bb")]
    public void Every_job_has_a_folder_of_its_own_before_the_query(string place, string first, string second)
    {
        var opened = new OpenedPlaces();
        var jobs = new CheckpointPlace(new StorageProviders().Add(opened), place);
        jobs.Open("a b");
        jobs.Open("c");
        Assert.Equal([first, second], opened.Places);
    }

    [Theory]
    [InlineData("/", "/c")]
    [InlineData("/var/jobs/", "/var/jobs/c")]
    [InlineData("/var/a?b#c", "/var/a?b#c/c")]
    [InlineData("file:///", "/c")]
    [InlineData("file:///var/a%20b", "/var/a b/c")]
    public void Directories_have_folders_whatever_they_are_called(string place, string path) =>
        Assert.Equal(path, Assert.IsType<DirectoryCheckpointStore>(new CheckpointPlace(new StorageProviders(), place).Open("c")).Path);

    [Theory]
    [InlineData("s3://bucket/jobs?secret")]
    [InlineData("s3://bucket/jobs#a")]
    [InlineData("hdfs://namenode/jobs?secret")]
    [InlineData("hdfs://namenode/jobs#a")]
    [InlineData("azure://account/container#a")]
    [InlineData("azure://account")]
    [InlineData("azure://account?secret")]
    [InlineData("https://account.blob.core.windows.net?secret")]
    [InlineData("file:///jobs?a")]
    [InlineData("file:///jobs#a")]
    public void A_place_where_jobs_would_share_a_head_is_refused(string place)
    {
        StorageProviders storage = new StorageProviders().Add(S3Storage.FromEnvironment()).Add(AzureBlobStorage.FromEnvironment()).Add(new WebHdfsStorage());
        Assert.DoesNotContain("secret", Assert.Throws<ArgumentException>(() => new CheckpointPlace(storage, place).Check()).Message, StringComparison.Ordinal);
        string failure = Assert.Single(SiloHostRules.Failures(new SiloHostOptions { CheckpointDirectory = place }), rule => rule.Contains(nameof(SiloHostOptions.CheckpointDirectory), StringComparison.Ordinal));
        Assert.DoesNotContain("secret", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("azure://account/container")]
    [InlineData("https://account.blob.core.windows.net/container?sv=1&sig=a")]
    [InlineData("hdfs://namenode")]
    public void Other_places_are_not(string place) =>
        Assert.DoesNotContain(SiloHostRules.Failures(new SiloHostOptions { CheckpointDirectory = place }), rule => rule.Contains(nameof(SiloHostOptions.CheckpointDirectory), StringComparison.Ordinal));

    [Theory]
    [InlineData("orders-2_a.b", "orders-2_a.b")]
    [InlineData("two words", "two=20words")]
    [InlineData("../x", "=2E.=2Fx")]
    [InlineData("a=b", "a=3Db")]
    [InlineData("ä%2E", "=C3=A4=252E")]
    public void The_folder_of_a_name_is_its_own(string name, string folder) => Assert.Equal(folder, CheckpointPlace.FolderOf(name));

    [Fact]
    public void Long_names_have_folders_that_file_systems_take()
    {
        string[] names = [new string('界', 99) + "a", new string('界', 99) + "b"];
        string[] folders = [.. names.Select(CheckpointPlace.FolderOf)];
        Assert.NotEqual(folders[0], folders[1]);
        Assert.All(folders, folder => Assert.InRange(folder.Length, 1, 255));
    }

    /// <summary>Remembers the addresses that it is asked for.</summary>
    private sealed class OpenedPlaces : IStorageProvider
    {
        public string Form => "memory://place";

        internal List<string> Places { get; } = [];

        public IObjectStore? TryOpen(Uri place)
        {
            Places.Add(place.AbsoluteUri);
            return new Testing.InMemoryObjectStore(TimeProvider.System);
        }
    }
}
