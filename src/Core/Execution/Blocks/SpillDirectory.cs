using System.Globalization;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Execution;

/// <summary>Where one context keeps what does not fit into memory: a directory of its own, made when it is first needed and deleted at the end.</summary>
/// <remarks>
/// Beside the directory lies a lock file, which is held open for as long as the context lives. A directory whose lock file can be opened
/// was left by a process that was killed, and the next context with the same root deletes it. Thread-safe.
/// </remarks>
internal sealed partial class SpillDirectory(string root, ILogger logger) : IDisposable
{
    private const string LockSuffix = ".lock";

    private readonly Lock _gate = new();
    private FileStream? _held;
    private string? _path;
    private long _next;
    private bool _disposed;

    /// <summary>A path for a new file.</summary>
    /// <exception cref="ObjectDisposedException">The context has ended.</exception>
    /// <exception cref="IOException">The directory cannot be made.</exception>
    internal string NextPath()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_path is null)
            {
                Open();
            }

            return Path.Combine(_path!, (_next++).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Deletes what killed processes have left. What cannot be deleted is left to the next one.</summary>
    internal void DeleteLeftovers()
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (string lockPath in Directory.EnumerateFiles(root, "*" + LockSuffix))
        {
            try
            {
                // Its owner holds it exclusively for as long as it lives.
                using (new FileStream(lockPath, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                    string left = lockPath[..^LockSuffix.Length];
                    if (Directory.Exists(left))
                    {
                        Directory.Delete(left, recursive: true);
                        LeftoverDeleted(logger, left);
                    }
                }

                File.Delete(lockPath);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                LeftoverKept(logger, lockPath, error.Message);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            if (_path is null)
            {
                return;
            }

            try
            {
                Directory.Delete(_path, recursive: true);
                _held!.Dispose();
                File.Delete(_path + LockSuffix);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The next context with this root tries again, if the lock is free.
                _held!.Dispose();
                LeftoverKept(logger, _path, error.Message);
            }

            _path = null;
        }
    }

    private void Open()
    {
        Directory.CreateDirectory(root);
        DeleteLeftovers();
        string path = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Guid.NewGuid():n}"));
        _held = new FileStream(path + LockSuffix, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        Directory.CreateDirectory(path);
        _path = path;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Path} was left by a process that was killed, and has been deleted.")]
    private static partial void LeftoverDeleted(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Path} is in use or could not be deleted: {Reason}")]
    private static partial void LeftoverKept(ILogger logger, string path, string reason);
}
