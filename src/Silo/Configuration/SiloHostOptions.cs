using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace OrleansStream.Silo;

/// <summary>The configuration of a silo, section <see cref="Section"/>.</summary>
internal sealed class SiloHostOptions
{
    /// <summary>The section's name.</summary>
    internal const string Section = "OrleansStream";

    /// <summary>The cluster that the silo belongs to. Silos of one cluster name the same.</summary>
    public string ClusterId { get; set; } = "orleans-stream";

    /// <summary>Whose jobs and checkpoints these are; outlives clusters.</summary>
    public string ServiceId { get; set; } = "orleans-stream";

    /// <summary>The PostgreSQL database of silos, jobs and checkpoints; none for a silo that stands alone.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Where a silo that stands alone keeps jobs and checkpoints; by default below the user's own data.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>Below which directory or address checkpoints, savepoints and packages are kept; by default where jobs are.</summary>
    public string? CheckpointDirectory { get; set; }

    /// <summary>Where the files of job packages are put on this machine; by default in the data directory, or where that would be.</summary>
    public string? PackageDirectory { get; set; }

    /// <summary>What clients and other silos must know; none for a silo that everybody who reaches it may use.</summary>
    public string? Secret { get; set; }

    /// <summary>The address that the others of a cluster reach the silo at.</summary>
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>The address that it listens on; by default <see cref="AdvertisedAddress"/>.</summary>
    public string? ListenAddress { get; set; }

    /// <summary>The port for other silos.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port for clients.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The address of the health endpoints.</summary>
    public string HealthAddress { get; set; } = "127.0.0.1";

    /// <summary>The port of the health endpoints; 0 for a free one.</summary>
    public int HealthPort { get; set; } = 8080;

    /// <summary>How many threads run tasks, for each job.</summary>
    public int EngineThreads { get; set; } = Environment.ProcessorCount;

    /// <summary>How many bytes each job keeps in memory for its partitions; by default an eighth of what the process may have.</summary>
    public long? MemoryLimit { get; set; }

    /// <summary>Where data goes that does not fit into memory; by default among temporary files.</summary>
    public string? SpillDirectory { get; set; }

    /// <summary>How long the definition of a job may take.</summary>
    public TimeSpan DefineTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a batch is tried before its job fails.</summary>
    public int MaxBatchAttempts { get; set; } = 60;

    /// <summary>How long to wait before a batch is tried again.</summary>
    public TimeSpan BatchRetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a stop may take to finish running batches before it hands them over unfinished.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How silos find out that one of them is gone.</summary>
    public MembershipSettings Membership { get; set; } = new();

    /// <summary>Whether the silo stands alone.</summary>
    internal bool IsAlone => ConnectionString is null;

    /// <summary>The address that it listens on.</summary>
    internal IPAddress Listens => IPAddress.Parse(ListenAddress ?? AdvertisedAddress);

    /// <summary>Where a silo that stands alone keeps what it must not lose.</summary>
    internal string DataPath => DataDirectory ?? UserPath;

    /// <summary>Where the files of job packages are put; null for temporary ones, where a user has no directory for data.</summary>
    internal string? PackagePath => PackageDirectory ?? (Path.IsPathRooted(DataPath) || DataDirectory is not null ? Path.Join(DataPath, "packages") : null);

    private string UserPath => Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "OrleansStream", ServiceId);

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="OptionsValidationException">Values break their rules; there is a message for each, with key, value and rule.</exception>
    internal static SiloHostOptions Read(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(Section);
        var options = new SiloHostOptions();
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException error)
        {
            throw new OptionsValidationException(Section, typeof(SiloHostOptions), [error.Message]);
        }

        string[] failures =
        [
            .. Unknown(section, typeof(SiloHostOptions)),
            .. Unknown(section.GetSection(nameof(Membership)), typeof(MembershipSettings)),
            .. SiloHostRules.Failures(options),
        ];
        return failures.Length == 0 ? options : throw new OptionsValidationException(Section, typeof(SiloHostOptions), failures);
    }

    private static IEnumerable<string> Unknown(IConfigurationSection section, Type settings)
    {
        string[] known = [.. settings.GetProperties().Select(property => property.Name)];
        return section.GetChildren()
            .Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"{child.Path} is no setting; there are {string.Join(", ", known)}.");
    }
}
