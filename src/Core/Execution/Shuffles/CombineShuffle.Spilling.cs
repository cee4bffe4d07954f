using System.Runtime.CompilerServices;

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
                case RecordBucket<(TKey Key, TCombined Value)> remote:
                    bytes += remote.Records * Unsafe.SizeOf<(TKey, TCombined)>();
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
            case RecordBucket<(TKey Key, TCombined Value)> remote:
                Divide(writer, runs, remote.Pieces);
                break;
            case EncodedBucket encoded:
                using (RecordBucket<(TKey Key, TCombined Value)> decoded =
                    RecordBucket<(TKey Key, TCombined Value)>.Decode(encoded.Bytes, _parent.Scope.Job))
                {
                    Divide(writer, runs, decoded.Pieces);
                }

                break;
        }
    }

    private void Divide(RunWriter<TKey, TCombined> writer, RunBucket<TKey, TCombined> runs, RecordPieces<(TKey Key, TCombined Value)> pieces)
    {
        for (int i = 0; i < pieces.PieceCount; i++)
        {
            ReadOnlySpan<(TKey Key, TCombined Value)> pairs = pieces.Piece(i);
            ulong[] hashes = new ulong[pairs.Length];
            for (int one = 0; one < hashes.Length; one++)
            {
                hashes[one] = _keys.Hash(pairs[one].Key);
            }

            writer.Write(runs, pairs, hashes);
        }
    }
}
