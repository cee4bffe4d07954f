namespace OrleansStream.Tests.StorageServers;

/// <summary>What the tests' servers need of a machine.</summary>
internal static class NeededServer
{
    /// <summary>Nothing: the server is a part of the tests.</summary>
    internal static string? Missing => null;
}
