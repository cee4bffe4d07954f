using OrleansStream.Tests.PublicApi;

namespace OrleansStream.Cluster.Tests;

public class PublicApiTests
{
    [Theory]
    [InlineData("src/Interfaces")]
    [InlineData("src/Streams")]
    [InlineData("src/Grains")]
    [InlineData("src/Silo")]
    [InlineData("src/Client")]
    public void The_public_api_is_the_listed_one(string project) => PublicApiFile.Verify(project);
}
