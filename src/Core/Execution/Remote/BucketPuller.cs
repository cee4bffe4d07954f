namespace OrleansStream.Execution;

/// <summary>Brings buckets that other processes made to the shuffles of this one.</summary>
internal sealed class BucketPuller(IPartitionTransport transport)
{
    /// <summary>Brings everything that one partition of a dataset reads from other processes.</summary>
    /// <param name="rdd">The dataset.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="inputs">Where the map outputs are.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task PullInputsAsync(Rdd rdd, int partition, IEnumerable<MapOutputs> inputs, CancellationToken cancellation)
    {
        foreach ((Rdd dataset, int own) in rdd.OwnInputs(partition))
        {
            await dataset.FetchAsync(own, cancellation).ConfigureAwait(false);
        }

        Dictionary<(BatchId, int), MapOutputs> outputs = inputs.ToDictionary(input => (input.Batch, input.Shuffle));
        foreach ((ShuffleDependency shuffle, int reducePartition) in rdd.ShuffleInputs(partition))
        {
            // A shuffle that is in no plan has run where it is read.
            if (!shuffle.IsPlanned)
            {
                continue;
            }

            MapOutputs from = outputs[(shuffle.Parent.Scope.Plan!.Id, shuffle.Number)];
            foreach (int map in shuffle.MapsOf(reducePartition))
            {
                if (!shuffle.RanHere(map))
                {
                    var address = new BucketAddress(from.Batch, shuffle.Number, map, reducePartition);
                    shuffle.SetBucket(map, reducePartition, await PullAsync(shuffle, from.Hosts[map], address, cancellation).ConfigureAwait(false));
                }
            }
        }
    }

    private async Task<IShuffleBucket?> PullAsync(ShuffleDependency shuffle, int host, BucketAddress address, CancellationToken cancellation) =>
        await BucketFrame.ReadAllAsync(offset => transport.PullAsync(host, address, offset, cancellation)).ConfigureAwait(false) is { Length: > 0 } bytes
            ? shuffle.Decode(address.ReducePartition, bytes)
            : null;
}
