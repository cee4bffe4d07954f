using System.Globalization;
using System.Net;
using Npgsql;
using OrleansStream.Storage;

namespace OrleansStream.Silo;

/// <summary>The rules of a silo's configuration.</summary>
internal static class SiloHostRules
{
    // In place of a value that may hold a password.
    private static readonly object NotShown = new();

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>A sentence for every value that breaks its rule.</summary>
    internal static IEnumerable<string> Failures(SiloHostOptions options) =>
        new (bool Holds, string Key, object? Value, string Rule)[]
        {
            NotBlank(nameof(options.ClusterId), options.ClusterId),
            NotBlank(nameof(options.ServiceId), options.ServiceId),
            Connection(options.ConnectionString),
            (options.DataDirectory is null || !string.IsNullOrWhiteSpace(options.DataDirectory), nameof(options.DataDirectory), options.DataDirectory, "be a path"),
            (options.DataDirectory is null || options.IsAlone, nameof(options.DataDirectory), options.DataDirectory, "not be set together with ConnectionString, which says where everything is kept"),
            (!options.IsAlone || Path.IsPathRooted(options.DataPath) || options.DataDirectory is not null, nameof(options.DataDirectory), null, "be set for a user who has no directory for data"),
            Checkpoints(options.CheckpointDirectory),
            (options.PackageDirectory is null || !string.IsNullOrWhiteSpace(options.PackageDirectory), nameof(options.PackageDirectory), options.PackageDirectory, "be a path"),
            (options.Secret is null || options.Secret.Length >= ClusterSecret.ShortestLength, nameof(options.Secret), NotShown, string.Create(CultureInfo.InvariantCulture, $"have at least {ClusterSecret.ShortestLength} characters")),
            Address(nameof(options.AdvertisedAddress), options.AdvertisedAddress),
            Address(nameof(options.ListenAddress), options.ListenAddress ?? options.AdvertisedAddress),
            (!options.IsAlone || IsLoopback(options.AdvertisedAddress), nameof(options.AdvertisedAddress), options.AdvertisedAddress, "be a loopback address as long as there is no ConnectionString"),
            (!options.IsAlone || IsLoopback(options.ListenAddress), nameof(options.ListenAddress), options.ListenAddress, "be a loopback address as long as there is no ConnectionString"),
            Between(nameof(options.SiloPort), options.SiloPort, 1, IPEndPoint.MaxPort),
            Between(nameof(options.GatewayPort), options.GatewayPort, 1, IPEndPoint.MaxPort),
            (options.GatewayPort != options.SiloPort, nameof(options.GatewayPort), options.GatewayPort, "not be the SiloPort"),
            Address(nameof(options.HealthAddress), options.HealthAddress),
            Between(nameof(options.HealthPort), options.HealthPort, 0, IPEndPoint.MaxPort),
            Between(nameof(options.EngineThreads), options.EngineThreads, 1, 1024),
            Between(nameof(options.MemoryLimit), options.MemoryLimit ?? 0, 0, long.MaxValue),
            (options.SpillDirectory is null || !string.IsNullOrWhiteSpace(options.SpillDirectory), nameof(options.SpillDirectory), options.SpillDirectory, "be a path"),
            Between(nameof(options.DefineTimeout), options.DefineTimeout, TimeSpan.FromSeconds(1), Longest),
            Between(nameof(options.MaxBatchAttempts), options.MaxBatchAttempts, 1, int.MaxValue),
            Between(nameof(options.BatchRetryDelay), options.BatchRetryDelay, TimeSpan.Zero, Longest),
            Between(nameof(options.DrainTimeout), options.DrainTimeout, TimeSpan.Zero, Longest),
            Between("Membership:ProbeTimeout", options.Membership.ProbeTimeout, TimeSpan.FromMilliseconds(100), Longest),
            Between("Membership:MissedProbes", options.Membership.MissedProbes, 1, 100),
            Between("Membership:Votes", options.Membership.Votes, 1, 10),
            Between("Membership:TableRefresh", options.Membership.TableRefresh, TimeSpan.FromMilliseconds(100), Longest),
            Between("Membership:SignOfLife", options.Membership.SignOfLife, TimeSpan.FromMilliseconds(500), Longest),
        }
        .Where(rule => !rule.Holds)
        .Select(rule => string.Create(CultureInfo.InvariantCulture, $"{SiloHostOptions.Section}:{rule.Key} is {Shown(rule.Value)}; it must {rule.Rule}."));

    private static string Shown(object? value) => value switch
    {
        null => "not set",
        _ when value == NotShown => "set",
        _ => string.Create(CultureInfo.InvariantCulture, $"'{value}'"),
    };

    private static (bool, string, object?, string) NotBlank(string key, string value) =>
        (!string.IsNullOrWhiteSpace(value) && value.Length <= 150, key, value, "have 1 to 150 characters, not only white space");

    private static (bool, string, object?, string) Between<T>(string key, T value, T least, T most)
        where T : IComparable<T> =>
        (value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0, key, value, string.Create(CultureInfo.InvariantCulture, $"be between {least} and {most}"));

    private static (bool, string, object?, string) Address(string key, string value) =>
        (IPAddress.TryParse(value, out _), key, value, "be an IP address");

    private static bool IsLoopback(string? address) => !IPAddress.TryParse(address, out IPAddress? parsed) || IPAddress.IsLoopback(parsed);

    private static (bool, string, object?, string) Checkpoints(string? place)
    {
        string rule = "be a full path, or an address";
        bool holds = place is null || CheckpointPlace.IsFull(place);
        try
        {
            if (place is not null && holds)
            {
                new CheckpointPlace(EnvironmentStorage.Create(), place).Check();
            }
        }
        catch (ArgumentException error)
        {
            holds = false;
            rule += $" ({error.Message})";
        }

        return (holds, nameof(SiloHostOptions.CheckpointDirectory), place is null ? null : Addresses.Shown(place), rule);
    }

    private static (bool, string, object?, string) Connection(string? value)
    {
        bool holds = value is null;
        string rule = "be a connection string of Npgsql with a Host";
        try
        {
            holds |= value is not null && new NpgsqlConnectionStringBuilder(value).Host is { Length: > 0 };
        }
        catch (ArgumentException error)
        {
            rule += $" ({error.Message})";
        }

        return (holds, nameof(SiloHostOptions.ConnectionString), NotShown, rule);
    }
}
