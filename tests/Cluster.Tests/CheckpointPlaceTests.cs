using OrleansStream.Silo;

namespace OrleansStream.Cluster.Tests;

public sealed class CheckpointPlaceTests
{
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
}
