namespace OrleansStream.Tests.Postgres;

/// <summary>Finds the programs of a PostgreSQL server on this machine.</summary>
internal static class PostgresBinaries
{
    /// <summary>Why tests that need a server are skipped, or null if there is one.</summary>
    internal static string? Missing { get; } = Find() is null
        ? "No PostgreSQL server (initdb, postgres) in PATH or in /usr/lib/postgresql/*/bin."
        : null;

    /// <summary>The directory of the programs.</summary>
    internal static string Path => Find()!;

    private static string? Find() => Candidates().FirstOrDefault(directory => File.Exists(System.IO.Path.Join(directory, "initdb")) && File.Exists(System.IO.Path.Join(directory, "postgres")));

    private static IEnumerable<string> Candidates()
    {
        const string Debian = "/usr/lib/postgresql";
        if (Directory.Exists(Debian))
        {
            foreach (string version in Directory.EnumerateDirectories(Debian).OrderDescending(StringComparer.Ordinal))
            {
                yield return System.IO.Path.Join(version, "bin");
            }
        }

        foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return directory;
        }
    }
}
