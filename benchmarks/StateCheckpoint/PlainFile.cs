using System.Diagnostics;

namespace OrleansStream.Benchmarks;

/// <summary>Writing bytes to a file and forcing them to the disk, by hand: what no checkpoint can be faster than.</summary>
internal static class PlainFile
{
    /// <summary>Writes a file and removes it.</summary>
    /// <returns>How long the operating system took to take the bytes, and the disk to have them.</returns>
    public static (TimeSpan Write, TimeSpan Force) Measure(string directory, long bytes)
    {
        byte[] content = new byte[bytes];
        new Random(1).NextBytes(content);
        string path = Path.Join(directory, $"plain-{Guid.NewGuid():n}");
        try
        {
            long start = Stopwatch.GetTimestamp();
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            file.Write(content);
            TimeSpan write = Stopwatch.GetElapsedTime(start);
            file.Flush(flushToDisk: true);
            return (write, Stopwatch.GetElapsedTime(start) - write);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
