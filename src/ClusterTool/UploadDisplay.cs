using System.Globalization;

namespace OrleansStream.Tool;

/// <summary>Shows on a terminal how far a package has been sent: a line that is written over and goes in the end.</summary>
/// <param name="package">What is sent.</param>
internal sealed class UploadDisplay(JobPackage package) : IProgress<PackageProgress>, IDisposable
{
    private const double KibiByte = 1 << 10;

    private readonly bool _isShown = !Console.IsErrorRedirected;
    private int _width;

    public void Report(PackageProgress value)
    {
        if (_isShown && value.TotalBytes > 0)
        {
            Write(string.Create(
                CultureInfo.InvariantCulture, $"Sending {package}: {value.SentBytes / KibiByte:N0} of {value.TotalBytes / KibiByte:N0} KiB, {100 * value.SentBytes / value.TotalBytes} %"));
        }
    }

    public void Dispose()
    {
        if (_width > 0)
        {
            Write("");
            Console.Error.Write('\r');
        }
    }

    private void Write(string line)
    {
        Console.Error.Write("\r" + line.PadRight(_width));
        _width = line.Length;
    }
}
