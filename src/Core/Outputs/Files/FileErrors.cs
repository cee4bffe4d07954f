namespace OrleansStream.Outputs;

/// <summary>Makes errors of the file system name the path.</summary>
internal static class FileErrors
{
    internal static bool Is(Exception error) => error is IOException or UnauthorizedAccessException;

    internal static IOException Named(string path, Exception error) => new($"Cannot write '{path}': {error.Message}", error);

    /// <exception cref="IOException">The action failed; the message names the path.</exception>
    internal static void Naming(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (Is(error))
        {
            throw Named(path, error);
        }
    }
}
