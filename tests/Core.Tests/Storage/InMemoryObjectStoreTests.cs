using OrleansStream.Storage;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Storage;

public class InMemoryObjectStoreTests : ObjectStoreConformance
{
    public static TheoryData<string> All => [.. Rules];

    [Theory]
    [MemberData(nameof(All))]
    public Task Keeps(string rule) => CheckAsync(rule);

    protected override ValueTask<IObjectStore> CreateEmptyAsync() => new(new InMemoryObjectStore(TimeProvider.System));
}
