namespace OrleansStream.Samples.Tests;

/// <summary>A test that needs <c>nc</c>: left out where there is none, except in continuous integration, which must have it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NetcatFactAttribute : FactAttribute
{
    public NetcatFactAttribute()
    {
        bool isInstalled = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(directory => File.Exists(Path.Join(directory, "nc")));
        bool mustRun = string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
        if (!isInstalled && !mustRun)
        {
            Skip = "nc is not installed.";
        }
    }
}
