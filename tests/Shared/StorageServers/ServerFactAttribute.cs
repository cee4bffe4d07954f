namespace OrleansStream.Tests.StorageServers;

/// <summary>A test that needs a server, skipped where none can be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ServerFactAttribute : FactAttribute
{
    public ServerFactAttribute() => Skip = NeededServer.Missing;
}
