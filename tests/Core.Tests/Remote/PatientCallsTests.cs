using OrleansStream.Stateful;

namespace OrleansStream.Core.Tests.Remote;

public class PatientCallsTests
{
    [Fact]
    public async Task ACallThatFailsAsItIsGivenUpIsGivenUp()
    {
        using var stop = new CancellationTokenSource();
        var calls = new PatientCalls(TimeProvider.System, stop.Token);
        Task<string> waiting = calls.UntilAsync<string>(async () =>
        {
            await stop.CancelAsync();
            throw new TimeoutException("The call was lost.");
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal("The call was lost.", calls.Problem);
    }
}
