using OrleansStream.Storage;

namespace OrleansStream.Core.Tests.Storage;

public class ObjectPrefixTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("/", "")]
    [InlineData("a", "a/")]
    [InlineData("/a/b/", "a/b/")]
    public void A_folder_ends_with_a_slash(string folder, string prefix) => Assert.Equal(prefix, ObjectPrefix.Of(folder));

    [Theory]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    public void What_is_no_folder_is_refused(string folder) => Assert.Contains(folder, Assert.Throws<ArgumentException>(() => ObjectPrefix.Of(folder)).Message, StringComparison.Ordinal);
}
