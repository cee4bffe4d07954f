using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Execution;

namespace OrleansStream.Core.Tests.Blocks;

public class SpillDirectoryTests
{
    [Fact]
    public void NothingIsMadeBeforeItIsNeededOrLeftAfterwards()
    {
        using var root = new TemporaryDirectory();
        using (var spill = new SpillDirectory(root["spill"], NullLogger.Instance))
        {
            Assert.Empty(root.Everything());
            File.WriteAllText(spill.NextPath(), "one");
            File.WriteAllText(spill.NextPath(), "two");
            Assert.Equal(2, root.Everything().Count(path => File.Exists(root[path]) && !path.EndsWith(".lock", StringComparison.Ordinal)));
        }

        Assert.Equal(["spill/"], root.Everything());
    }

    [Fact]
    public void WhatAKilledProcessLeftIsDeletedAndWhatLivesIsNot()
    {
        using var root = new TemporaryDirectory();
        Directory.CreateDirectory(root["1-dead"]);
        File.WriteAllText(root["1-dead/0"], "data");
        File.WriteAllText(root["1-dead.lock"], "");
        File.WriteAllText(root["2-dead.lock"], "");
        File.WriteAllText(root["foreign"], "not ours");
        using var living = new SpillDirectory(root.Root, NullLogger.Instance);
        string kept = living.NextPath();
        File.WriteAllText(kept, "data");
        Directory.CreateDirectory(root["3-dead"]);
        File.WriteAllText(root["3-dead.lock"], "");
        using var other = new SpillDirectory(root.Root, NullLogger.Instance);
        other.DeleteLeftovers();
        string own = Path.GetRelativePath(root.Root, Path.GetDirectoryName(kept)!);
        Assert.Equal(new[] { $"{own}/", $"{own}/0", $"{own}.lock", "foreign" }.Order(StringComparer.Ordinal), root.Everything());
    }

    [Fact]
    public void ADisposedDirectoryGivesNoPaths()
    {
        using var root = new TemporaryDirectory();
        var spill = new SpillDirectory(root.Root, NullLogger.Instance);
        spill.NextPath();
        spill.Dispose();
        spill.Dispose();
        Assert.Throws<ObjectDisposedException>(() => spill.NextPath());
    }
}
