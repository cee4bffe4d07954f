namespace OrleansStream.Tests.Packages;

/// <summary>Folders as a publication leaves them, of assemblies that the build made for it.</summary>
internal static class PackagedFiles
{
    // Beside this assembly's own folder: <artifacts>/bin/<project>/<configuration>.
    private static readonly string Built = Path.GetFullPath(Path.Join(AppContext.BaseDirectory, "..", ".."));
    private static readonly string Configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>Publishes a job with a version of its library.</summary>
    /// <param name="folder">Where to; need not be there.</param>
    /// <param name="library">Which version, or 0 to forget it.</param>
    /// <param name="job">The job's project.</param>
    /// <param name="libraries">Other assemblies that the job's project has beside its own.</param>
    internal static string Publish(string folder, int library, string job = "Hello", params string[] libraries)
    {
        Directory.CreateDirectory(folder);
        foreach (string assembly in libraries.Prepend(job))
        {
            Copy(job, assembly + ".dll", folder);
        }

        if (library > 0)
        {
            Copy($"Greetings.V{library}", "Greetings.dll", folder);
        }

        return folder;
    }

    /// <summary>The path of a file that the build of a project has left.</summary>
    internal static string PathTo(string project, string file) => Path.Join(Built, project, Configuration, file);

    private static void Copy(string project, string file, string folder) => File.Copy(PathTo(project, file), Path.Join(folder, file));
}
