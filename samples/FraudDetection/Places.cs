namespace Samples.FraudDetection;

/// <summary>The places where cards are used, and how far they are from each other.</summary>
internal static class Places
{
    private const double EarthRadius = 6371;

    private static readonly Dictionary<string, (double Latitude, double Longitude)> Coordinates = new()
    {
        ["Oslo"] = (59.91, 10.75),
        ["Bergen"] = (60.39, 5.32),
        ["Paris"] = (48.86, 2.35),
        ["Lyon"] = (45.76, 4.84),
        ["Nairobi"] = (-1.29, 36.82),
        ["Osaka"] = (34.69, 135.50),
        ["Lima"] = (-12.05, -77.04),
    };

    internal static IReadOnlyList<string> Names { get; } = [.. Coordinates.Keys];

    internal static bool Contains(string name) => Coordinates.ContainsKey(name);

    /// <summary>The distance over ground in kilometres.</summary>
    internal static double Distance(string from, string to)
    {
        (double Latitude, double Longitude) start = Coordinates[from];
        (double Latitude, double Longitude) end = Coordinates[to];
        double sine = Math.Pow(Math.Sin(Radians(end.Latitude - start.Latitude) / 2), 2)
            + (Math.Cos(Radians(start.Latitude)) * Math.Cos(Radians(end.Latitude)) * Math.Pow(Math.Sin(Radians(end.Longitude - start.Longitude) / 2), 2));
        return 2 * EarthRadius * Math.Asin(Math.Sqrt(sine));
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
