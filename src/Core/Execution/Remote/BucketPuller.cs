using System.Collections.Concurrent;

namespace OrleansStream.Execution;

/// <summary>Brings buckets that other processes made to the shuffles of this one.</summary>
internal sealed class BucketPuller(IPartitionTransport transport)
{
    /// <summary>Brings everything that one partition of a dataset reads from other processes.</summary>
    /// <param name="rdd">The dataset.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OutputLostException">Some of it is lost; the rest is here.</exception>
    internal async Task PullInputsAsync(Rdd rdd, int partition, CancellationToken cancellation)
    {
        await rdd.FetchInputsAsync(partition, cancellation).ConfigureAwait(false);

        var lost = new ConcurrentDictionary<LostOutput, int>();
        await Task.WhenAll(MissingOf(rdd, partition).GroupBy(bucket => bucket.Host).Select(async buckets =>
        {
            foreach (MissingBucket bucket in buckets)
            {
                if (!await TryPullAsync(bucket, cancellation).ConfigureAwait(false))
                {
                    lost.TryAdd(new LostOutput(bucket.Address.Batch, bucket.Address.Shuffle), bucket.Host);
                }
            }
        })).ConfigureAwait(false);
        if (!lost.IsEmpty)
        {
            throw new OutputLostException([.. lost.Keys], lost.Values.First());
        }
    }

    // Others have run where they are read.
    private IEnumerable<MissingBucket> MissingOf(Rdd rdd, int partition) =>
        from input in rdd.ShuffleInputs(partition)
        let shuffle = input.Shuffle
        where shuffle.IsShared
        from map in shuffle.MapsOf(input.ReducePartition)
        where !shuffle.IsHere(map, input.ReducePartition)
        select new MissingBucket(
            shuffle, transport.HostOf(map), new BucketAddress(shuffle.Parent.Scope.Plan!.Id, shuffle.Number, map, input.ReducePartition));

    private async Task<bool> TryPullAsync(MissingBucket bucket, CancellationToken cancellation)
    {
        BucketAddress address = bucket.Address;
        PooledBytes? bytes = null;
        if (!await BucketFrame.TryReadAsync(
            offset => transport.PullAsync(bucket.Host, address, offset, cancellation), length => (bytes = new PooledBytes(length)).Memory).ConfigureAwait(false))
        {
            bytes?.Dispose();
            return false;
        }

        bucket.Shuffle.SetBucket(address.MapPartition, address.ReducePartition, bytes!.Length > 0 ? bucket.Shuffle.Decode(address.ReducePartition, bytes) : null);
        return true;
    }

    private sealed record MissingBucket(ShuffleDependency Shuffle, int Host, BucketAddress Address);
}
