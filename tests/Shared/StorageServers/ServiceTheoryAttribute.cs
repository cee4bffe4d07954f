namespace OrleansStream.Tests.StorageServers;

/// <summary>A theory that runs against a real service, which an environment variable names; skipped without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ServiceTheoryAttribute : TheoryAttribute
{
    public ServiceTheoryAttribute(string variable) =>
        Skip = Environment.GetEnvironmentVariable(variable) is null ? $"{variable} names no place in a real service." : null;
}
