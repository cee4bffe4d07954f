namespace OrleansStream.Storage;

/// <summary>The folder that an object store's names are within.</summary>
public static class ObjectPrefix
{
    /// <summary>Puts a folder's name into the form in which names can follow it.</summary>
    /// <param name="folder">Segments joined by '/', which may begin and end with one; empty for no folder.</param>
    /// <returns>The folder with '/' at its end, or an empty string.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="folder"/> is null.</exception>
    /// <exception cref="ArgumentException">It has an empty segment, or one that is '.' or '..'.</exception>
    public static string Of(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string trimmed = folder.Trim('/');
        if (trimmed.Length == 0)
        {
            return "";
        }

        if (trimmed.Split('/').Any(segment => segment is "" or "." or ".."))
        {
            throw new ArgumentException($"'{folder}' names no folder; its segments, joined by '/', must not be empty, '.' or '..'.", nameof(folder));
        }

        return trimmed + "/";
    }
}
