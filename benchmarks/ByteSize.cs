using System.Globalization;

namespace OrleansStream.Benchmarks;

/// <summary>Reads sizes such as 64MB.</summary>
internal static class ByteSize
{
    private const long Least = 1L << 10;
    private const long Most = 1L << 40;

    /// <summary>Reads a whole number with an optional suffix KB, MB or GB in powers of 1024, in any case.</summary>
    /// <returns>Whether the text is a size from 1 KB to 1024 GB.</returns>
    public static bool TryParse(string text, out long bytes)
    {
        int shift = text.Length < 2 ? 0 : text[^2..].ToUpperInvariant() switch
        {
            "KB" => 10,
            "MB" => 20,
            "GB" => 30,
            _ => 0,
        };
        string digits = shift == 0 ? text : text[..^2];
        bytes = 0;
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number > Most >> shift)
        {
            return false;
        }

        bytes = number << shift;
        return bytes >= Least;
    }
}
