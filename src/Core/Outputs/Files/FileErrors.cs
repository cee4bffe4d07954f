namespace OrleansStream.Outputs;

/// <summary>Makes errors of the file system name the path.</summary>
internal static class FileErrors
{
    internal static bool Is(Exception error) => error is IOException or UnauthorizedAccessException;

    internal static IOException Named(string path, Exception error) => new($"Cannot write '{path}': {error.Message}", error);

    /// <exception cref="IOException">The action failed; the message names the path.</exception>
    internal static void Naming(string path, Action action) => Naming(path, () =>
    {
        action();
        return true;
    });

    /// <exception cref="IOException">The function failed; the message names the path.</exception>
    internal static T Naming<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception error) when (Is(error))
        {
            throw Named(path, error);
        }
    }

    /// <exception cref="IOException">The function failed; the message names the path.</exception>
    internal static T NamingRead<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (Is(error))
        {
            throw new IOException($"Cannot read '{path}': {error.Message}", error);
        }
    }
}
