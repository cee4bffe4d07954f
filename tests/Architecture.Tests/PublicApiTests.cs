using OrleansStream.Tests.PublicApi;

namespace OrleansStream.Architecture.Tests;

public class PublicApiTests
{
    [Theory]
    [MemberData(nameof(ShippedAssemblies.Names), MemberType = typeof(ShippedAssemblies))]
    public void The_public_api_is_the_listed_one(string project) => PublicApiFile.Verify(project);

    [Fact]
    public void A_difference_shows_what_went_and_what_came() =>
        Assert.Equal("- b\n+ x\n+ d\n", PublicApiFile.Difference("a\nb\nc", "a\nx\nc\nd"));
}
