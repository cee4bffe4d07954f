using System.Globalization;

namespace OrleansStream.Tests.Processes;

/// <summary>How often the long tests kill a process.</summary>
internal static class Kills
{
    /// <summary>Twenty times, or as often as the environment variable ORLEANSSTREAM_KILLS says: hundreds take many minutes.</summary>
    internal static int Many { get; } =
        Environment.GetEnvironmentVariable("ORLEANSSTREAM_KILLS") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 20;
}
