namespace OrleansStream.Formats;

/// <summary>How long records may be.</summary>
internal static class FormatLimits
{
    internal const int DefaultMaxBytes = 16 << 20;

    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    internal static int Positive(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
