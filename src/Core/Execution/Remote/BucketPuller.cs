namespace OrleansStream.Execution;

/// <summary>Brings buckets that other processes made to the shuffles of this one.</summary>
internal sealed class BucketPuller(IPartitionTransport transport)
{
    /// <summary>Brings everything that one partition of a dataset reads from other processes.</summary>
    /// <param name="rdd">The dataset.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="inputs">Where the map outputs are.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OutputLostException">Some of it is lost.</exception>
    internal async Task PullInputsAsync(Rdd rdd, int partition, IEnumerable<MapOutputs> inputs, CancellationToken cancellation)
    {
        foreach ((Rdd dataset, int own) in rdd.OwnInputs(partition))
        {
            await dataset.FetchAsync(own, cancellation).ConfigureAwait(false);
        }

        Dictionary<(BatchId, long), MapOutputs> outputs = inputs.ToDictionary(input => (input.Batch, input.Shuffle));
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
                if (!shuffle.IsHere(map, reducePartition))
                {
                    var address = new BucketAddress(from.Batch, shuffle.Number, map, reducePartition);
                    shuffle.SetBucket(map, reducePartition, await PullAsync(shuffle, from.Hosts[map], address, cancellation).ConfigureAwait(false));
                }
            }
        }
    }

    private async Task<IShuffleBucket?> PullAsync(ShuffleDependency shuffle, int host, BucketAddress address, CancellationToken cancellation)
    {
        byte[] bytes = await BucketFrame.ReadAllAsync(offset => transport.PullAsync(host, address, offset, cancellation)).ConfigureAwait(false)
            ?? throw new OutputLostException(new LostOutput(address.Batch, address.Shuffle), address.MapPartition, host);
        return bytes.Length > 0 ? shuffle.Decode(address.ReducePartition, bytes) : null;
    }
}
