using System.Globalization;

namespace OrleansStream.Hosting;

/// <summary>Durations as people write them: a number and a unit.</summary>
internal static class DurationText
{
    internal const string Rule = "must be a duration such as 500ms, 1s, 2m, 1.5h, 7d or 00:00:01";

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond),
        ("us", TimeSpan.TicksPerMicrosecond),
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour),
        ("d", TimeSpan.TicksPerDay),
    ];

    internal static bool TryRead(string text, out TimeSpan value)
    {
        foreach ((string unit, long ticks) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal))
            {
                return TryScale(text.AsSpan(0, text.Length - unit.Length), ticks, out value);
            }
        }

        // A number alone would be days.
        value = default;
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryScale(ReadOnlySpan<char> number, long ticks, out TimeSpan value)
    {
        value = default;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite;
        if (!decimal.TryParse(number, Style, CultureInfo.InvariantCulture, out decimal count)
            || Math.Abs(count) > (decimal)long.MaxValue / ticks)
        {
            return false;
        }

        value = TimeSpan.FromTicks((long)(count * ticks));
        return true;
    }
}
