namespace OrleansStream.Tests.StorageServers;

/// <summary>What the tests' servers need of a machine. Each project that has servers has a class of this name.</summary>
internal static class NeededServer
{
    /// <summary>Why no server can be started here, or null if one can.</summary>
    internal static string? Missing { get; } = NpmPackages.IsOnPath("npm") && NpmPackages.IsOnPath("node")
        ? null
        : "The tests' object stores are packages of npm, and there is no npm and node on PATH.";
}
