namespace OrleansStream.Grains.Persistence;

/// <summary>Where savepoints of jobs on a cluster are.</summary>
internal static class SavepointPlace
{
    private const int LongestName = 100;

    /// <summary>Whether it is a directory, which every silo must reach; else it is a name in the cluster's storage.</summary>
    internal static bool IsPath(string place) => Path.IsPathFullyQualified(place);

    /// <exception cref="ArgumentException">It is neither a full path nor a name.</exception>
    internal static void Check(string? place)
    {
        bool isName = !string.IsNullOrWhiteSpace(place) && place.Length <= LongestName && !place.AsSpan().ContainsAny('/', '\\') && !place.Any(char.IsControl);
        if (!isName && (place is null || !IsPath(place)))
        {
            throw new ArgumentException(
                $"The place of a savepoint is '{place}'; it must be a full path as the silos see it, or a name in the cluster's storage of 1 to {LongestName} characters, without slashes.");
        }
    }
}
