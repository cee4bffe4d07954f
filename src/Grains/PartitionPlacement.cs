using Orleans.Runtime.Placement;

namespace OrleansStream.Grains;

/// <summary>Spreads the partitions of a job over the silos that are up.</summary>
internal sealed class PartitionPlacement(IClusterMembershipService membership)
{
    /// <summary>Says where a partition should be activated if the next call finds it nowhere: partition p on the silo p, modulo their number, in
    /// the order of their addresses.</summary>
    internal void Hint(int partition)
    {
        SiloAddress[] silos =
        [
            .. membership.CurrentSnapshot.Members.Values
                .Where(member => member.Status == SiloStatus.Active)
                .Select(member => member.SiloAddress)
                .Order(),
        ];
        if (silos.Length > 0)
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silos[partition % silos.Length]);
        }
    }
}
