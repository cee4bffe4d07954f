using OrleansStream.Outputs;

namespace OrleansStream.Silo;

/// <summary>The directory of a silo that stands alone; one process at a time has it.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Its full path.</summary>
    internal string Path { get; }

    /// <summary>Makes the directory if it is not there, and takes it for this process.</summary>
    /// <exception cref="IOException">Another process has it, or it cannot be written; the message names the path.</exception>
    internal static DataDirectory Open(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        FileErrors.Naming(full, () => { _ = Directory.CreateDirectory(full); });
        string file = System.IO.Path.Join(full, "lock");
        try
        {
            return new DataDirectory(full, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception error) when (FileErrors.Is(error))
        {
            throw new IOException($"'{full}' cannot be taken: {error.Message} A data directory belongs to one silo at a time; stop the other one, or give this one another.", error);
        }
    }

    public void Dispose() => _lock.Dispose();
}
