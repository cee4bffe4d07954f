using System.Buffers;
using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <content>
/// What is done when the pairs do not fit into memory. A map task whose tables grow beyond its share writes them out as a run and begins anew.
/// A reduce partition that is larger than its share is combined hash range by hash range, each time it is read. Shares depend on options
/// and the plan only, and sizes on the records, so the order of results does not depend on how the batch ran.
/// </content>
internal sealed partial class CombineShuffle<TKey, TStored, TValue, TCombined, TKeys, TCombiner>
{
    // Chunks between two looks at how large the tables are.
    private const int ChunksBetweenLooks = 4;
    private const int ChunksBetweenThoroughLooks = 64;
    private const int FewEntries = 8;

    // Pairs that are encoded at a time: runs cost memory of their own while they are written.
    private const int PairsOfRun = 64 * 1024;

    private BlockStore Store => _parent.Scope.Job.Blocks;

    private long MapShare => Store.Limit / ShareOfShuffle / Math.Max(1, MapCount);

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
            // Results may point into the copies of keys, so these stay until the task ends.
            var arena = new KeyArena(poison: _parent.Scope.Job.PoisonBuffers);
            task.Own(arena);
            using var table = new CombineTable<TKey, TStored, TCombined, TKeys>(_keys, 0, arena: null);
            task.Current = number;
            foreach (RunBucket<TKey, TCombined> bucket in buckets)
            {
                foreach (ArraySegment<(TKey Key, TCombined Value)> pairs in bucket.Read(range, arena))
                {
                    MergePairs(table, pairs);
                }
            }

            Push(table, ref sink, task);
        }
    }

    /// <summary>Writes the pairs of a bucket to disk by hash range.</summary>
    private void Divide(RunWriter<TKey, TCombined> writer, RunBucket<TKey, TCombined> runs, IShuffleBucket bucket)
    {
        switch (bucket)
        {
            case TableBucket<TKey, TStored, TCombined, TKeys> local:
                WriteRun(writer, runs, local.Table);
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

    private static void WriteRun(RunWriter<TKey, TCombined> writer, RunBucket<TKey, TCombined> runs, CombineTable<TKey, TStored, TCombined, TKeys> table)
    {
        ReadOnlySpan<CombineTable<TKey, TStored, TCombined, TKeys>.Entry> entries = table.Entries;
        int most = Math.Min(entries.Length, PairsOfRun);
        (TKey Key, TCombined Value)[] pairs = ArrayPool<(TKey Key, TCombined Value)>.Shared.Rent(most);
        ulong[] hashes = ArrayPool<ulong>.Shared.Rent(most);
        while (!entries.IsEmpty)
        {
            int count = Math.Min(entries.Length, most);
            for (int i = 0; i < count; i++)
            {
                pairs[i] = (table.KeyOf(in entries[i]), entries[i].Value);
                hashes[i] = entries[i].Hash;
            }

            writer.Write(runs, pairs.AsSpan(0, count), hashes.AsSpan(0, count));
            entries = entries[count..];
        }

        ArrayPool<(TKey Key, TCombined Value)>.Shared.Return(pairs, clearArray: true);
        ArrayPool<ulong>.Shared.Return(hashes);
    }

    /// <summary>The tables that a map task fills, one for each reduce partition, and what was written of them.</summary>
    private sealed class MapTables : IDisposable
    {
        private readonly CombineShuffle<TKey, TStored, TValue, TCombined, TKeys, TCombiner> _shuffle;
        private readonly KeyArena[] _arenas;
        private RunWriter<TKey, TCombined>? _writer;
        private int _chunks;

        internal MapTables(CombineShuffle<TKey, TStored, TValue, TCombined, TKeys, TCombiner> shuffle)
        {
            _shuffle = shuffle;
            _arenas = new KeyArena[shuffle.ReduceCount];
            Tables = new CombineTable<TKey, TStored, TCombined, TKeys>[shuffle.ReduceCount];
            for (int i = 0; i < Tables.Length; i++)
            {
                Renew(i);
            }
        }

        /// <summary>The tables as they are now; a full one is replaced between two chunks.</summary>
        internal CombineTable<TKey, TStored, TCombined, TKeys>[] Tables { get; }

        /// <summary>What is on disk, or null for nothing.</summary>
        internal RunBucket<TKey, TCombined>[]? Runs { get; private set; }

        /// <summary>Called between two chunks of the input: writes the tables out when they have become too large.</summary>
        internal void Look()
        {
            if (++_chunks % ChunksBetweenLooks != 0)
            {
                return;
            }

            // What entries refer to is looked at seldom while they are few.
            long share = _shuffle.MapShare;
            bool fewEntries = Tables.Sum(table => table.EntryBytes) < share / FewEntries;
            if ((!fewEntries || _chunks % ChunksBetweenThoroughLooks == 0) && Tables.Sum(table => table.Bytes) > share)
            {
                Spill();
            }
        }

        /// <summary>Writes out what the tables hold and empties them, if it can be encoded.</summary>
        internal void Spill()
        {
            if (_writer is null)
            {
                if (_shuffle.Store.CodecFor<(TKey Key, TCombined Value)>() is not { } codec)
                {
                    _shuffle.Store.TellThatItStays<(TKey Key, TCombined Value)>();
                    return;
                }

                _writer = new RunWriter<TKey, TCombined>(_shuffle.Store, codec);
                Runs = [.. Tables.Select(_ => _writer.NewBucket())];
            }

            for (int i = 0; i < Tables.Length; i++)
            {
                if (Tables[i].Count > 0)
                {
                    WriteRun(_writer, Runs![i], Tables[i]);
                    Tables[i].Dispose();
                    Renew(i);
                }
            }
        }

        /// <summary>Copies values that point into blocks, once for each key: the blocks stay until the task has ended, and no longer.</summary>
        internal void DetachValues(Detacher<TCombined> detacher)
        {
            for (int i = 0; i < Tables.Length; i++)
            {
                foreach (ref CombineTable<TKey, TStored, TCombined, TKeys>.Entry entry in Tables[i].Entries)
                {
                    entry.Value = detacher.Detach(entry.Value, _arenas[i]);
                }
            }
        }

        /// <summary>Frees everything: the task has failed.</summary>
        public void Dispose()
        {
            Array.ForEach(Tables, table => table.Dispose());
            Array.ForEach(Runs ?? [], runs => runs.Dispose());
        }

        private void Renew(int reducePartition)
        {
            _arenas[reducePartition] = new KeyArena(poison: _shuffle._parent.Scope.Job.PoisonBuffers);
            Tables[reducePartition] = new CombineTable<TKey, TStored, TCombined, TKeys>(
                _shuffle._keys, _writer is null ? _shuffle._hints.Map : 0, _arenas[reducePartition]);
        }
    }
}
