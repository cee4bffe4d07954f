namespace OrleansStream.Grains.Persistence;

/// <summary>Where savepoints of jobs on a cluster are.</summary>
internal static class SavepointPlace
{
    private const int LongestName = 100;

    /// <summary>Whether it is a directory, which every silo must reach, or an address that every silo must know; else it is a name in the cluster's
    /// storage.</summary>
    internal static bool IsOutside(string place) => Path.IsPathFullyQualified(place) || place.Contains("://", StringComparison.Ordinal);

    /// <exception cref="ArgumentException">It is none of these.</exception>
    internal static void Check(string? place)
    {
        bool isName = !string.IsNullOrWhiteSpace(place) && place.Length <= LongestName && !place.AsSpan().ContainsAny('/', '\\') && !place.Any(char.IsControl);
        if (!isName && (place is null || !IsOutside(place)))
        {
            throw new ArgumentException(
                $"The place of a savepoint is '{place}'; it must be a full path as the silos see it, an address such as 's3://bucket/prefix', or a name in the cluster's storage of 1 to {LongestName} characters, without slashes.");
        }
    }
}
