namespace OrleansStream.Tests.Processes;

/// <summary>Waits of tests that use real connections: generous, so that only a fault reaches the limit.</summary>
internal static class Waiting
{
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    internal static Task Within(this Task task) => task.WaitAsync(Limit, TimeProvider.System);

    internal static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Limit, TimeProvider.System);
}
