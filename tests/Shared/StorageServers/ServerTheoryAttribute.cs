namespace OrleansStream.Tests.StorageServers;

/// <summary>A theory that needs a server, skipped where none can be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ServerTheoryAttribute : TheoryAttribute
{
    public ServerTheoryAttribute() => Skip = NeededServer.Missing;
}
