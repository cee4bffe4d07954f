using OrleansStream.Encoding;

namespace OrleansStream.Grains;

/// <summary>Which silo looks after which job, so that one does, and each of many jobs is asked for once.</summary>
internal static class JobShare
{
    /// <summary>The silo that looks after a job: the same on all silos that see the same silos. When one leaves, only its jobs move.</summary>
    /// <returns>The silo, or null if there is none.</returns>
    internal static SiloAddress? KeeperOf(string job, IEnumerable<SiloAddress> silos) =>
        silos.OrderBy(silo => silo).MaxBy(silo => Crc32C.Of(System.Text.Encoding.UTF8.GetBytes(job), System.Text.Encoding.UTF8.GetBytes(silo.ToParsableString())));
}
