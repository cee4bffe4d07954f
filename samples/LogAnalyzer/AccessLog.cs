using System.Globalization;

namespace Samples.LogAnalyzer;

/// <summary>The lines of a web server's log: hits in the common log format, and errors in between.</summary>
internal static class AccessLog
{
    private static readonly string[] Pages = ["/", "/docs", "/docs/sources", "/pricing", "/download", "/blog/2026/10", "/api/v1/orders", "/favicon.ico"];
    private static readonly string[] Errors = ["File does not exist", "Request timed out", "Upstream closed the connection"];

    /// <summary>The address of a hit; nothing for any other line.</summary>
    internal static IEnumerable<string> AddressesIn(string line)
    {
        int end = line.IndexOf(" - ", StringComparison.Ordinal);
        return end > 0 ? [line[..end]] : [];
    }

    /// <summary>Makes a line up: most are hits, one in fifty is an error.</summary>
    internal static string Line(Random random)
    {
        string time = TimeProvider.System.GetUtcNow().ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture);
        string address = AddressBook.Visitor(random);
        string page = Pages[random.Next(Pages.Length)];
        return random.Next(50) == 0
            ? $"[{time}] [error] [client {address}] {Errors[random.Next(Errors.Length)]}: {page}"
            : string.Create(CultureInfo.InvariantCulture, $"{address} - - [{time}] \"GET {page} HTTP/1.1\" 200 {random.Next(200, 20_000)}");
    }
}
