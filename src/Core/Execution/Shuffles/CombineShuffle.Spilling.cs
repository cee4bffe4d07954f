using System.Runtime.InteropServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <content>
/// What is done when the pairs do not fit into memory. Map tasks write tables that have grown too large to disk. A reduce
/// partition that is larger than its share is combined hash range by hash range, each time it is read. Shares depend on options and the plan
/// only, and sizes on the records, so the order of results does not depend on how the batch ran.
/// </content>
internal sealed partial class CombineShuffle<TKey, TStored, TValue, TCombined, TKeys, TCombiner>
{
    private BlockStore Store => _parent.Scope.Job.Blocks;

    private long ReduceShare => Store.Limit / ShareOfShuffle / ReduceCount;

    /// <summary>Whether a reduce partition is combined part by part: one of its buckets is on disk, or they are too large together.</summary>
    private bool IsLarge(int reducePartition)
    {
        long bytes = 0;
        for (int map = 0; map < MapCount; map++)
        {
            switch (Bucket(map, reducePartition))
            {
                case RunBucket<TKey, TCombined>:
                    return true;
                case TableBucket<TKey, TStored, TCombined, TKeys> local:
                    bytes += local.Table.Bytes;
                    break;
                case EncodedBucket encoded:
                    bytes += encoded.Bytes.Length;
                    break;
            }
        }

        return bytes > ReduceShare && Store.CodecFor<(TKey Key, TCombined Value)>() is not null;
    }

    /// <summary>Combines a reduce partition hash range by hash range and pushes what each comes to.</summary>
    private void ReadByRange<TSink>(int reducePartition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<(TKey Key, TCombined Value)>
    {
        int number = task.Enter(Info);
        var writer = new RunWriter<TKey, TCombined>(Store, Store.CodecFor<(TKey Key, TCombined Value)>()!);
        var buckets = new List<RunBucket<TKey, TCombined>>();
        for (int map = 0; map < MapCount; map++)
        {
            if (Bucket(map, reducePartition) is { } bucket)
            {
                if (bucket is not RunBucket<TKey, TCombined> runs)
                {
                    runs = writer.NewBucket();
                    task.Own(runs);
                    Divide(writer, runs, bucket);
                }

                buckets.Add(runs);
            }
        }

        for (int range = 0; range < HashRange.Count && task.Continue(); range++)
        {
            using var table = new CombineTable<TKey, TStored, TCombined, TKeys>(_keys, 0, arena: null);
            task.Current = number;
            foreach (RunBucket<TKey, TCombined> bucket in buckets)
            {
                table.Merge<TValue, TCombiner>(bucket, range, _combiner);
            }

            table.Push(ref sink, task);
        }
    }

    /// <summary>Writes the pairs of a bucket to disk by hash range.</summary>
    private void Divide(RunWriter<TKey, TCombined> writer, RunBucket<TKey, TCombined> runs, IShuffleBucket bucket)
    {
        switch (bucket)
        {
            case TableBucket<TKey, TStored, TCombined, TKeys> local:
                writer.Write(runs, local.Table);
                break;
            case EncodedBucket encoded:
                using (var arena = new KeyArena(poison: _parent.Scope.Job.PoisonBuffers))
                {
                    var dividing = new Dividing(writer, runs, _keys, [], []);
                    EntryBlocks.Read<TKey, TStored, TCombined, TKeys, Dividing>(encoded.Bytes, _keys, _parent.Scope.Encoding, arena, ref dividing);
                    dividing.Flush();
                }

                break;
        }
    }

    /// <summary>Writes entries to disk by hash range as they come, many at a time.</summary>
    private readonly struct Dividing(
        RunWriter<TKey, TCombined> writer, RunBucket<TKey, TCombined> runs, TKeys keys, List<(TKey Key, TCombined Value)> pairs, List<ulong> hashes)
        : IEntryReader<TStored, TCombined>
    {
        private const int PairsAtATime = 16 * 1024;

        public void Take(ReadOnlySpan<TStored> stored, ReadOnlySpan<TCombined> values)
        {
            for (int i = 0; i < stored.Length; i++)
            {
                pairs.Add((keys.Load(in stored[i]), values[i]));
                hashes.Add(keys.HashOf(in stored[i]));
            }

            if (pairs.Count >= PairsAtATime)
            {
                Flush();
            }
        }

        internal void Flush()
        {
            writer.Write(runs, CollectionsMarshal.AsSpan(pairs), CollectionsMarshal.AsSpan(hashes));
            pairs.Clear();
            hashes.Clear();
        }
    }
}
