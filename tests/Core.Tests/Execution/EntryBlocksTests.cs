using System.Buffers;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Core.Tests.Execution;

/// <summary>What combine tables hold comes out of its bytes as it went in, with the hashes that keys have anywhere.</summary>
public class EntryBlocksTests
{
    private const int Seeds = 60;

    [Fact]
    public void TextsOfAnyLengthAndWidth() => RoundTrip(
        random => random.Next(12) == 0 ? null : Text(random, random.Next(random.Next(4) == 0 ? 40 : 18)), key => new string(key));

    [Fact]
    public void TextsOfOneWidth() => RoundTrip(random => Narrow(random, random.Next(17)), key => new string(key));

    [Fact]
    public void Numbers() => RoundTrip(random => random.NextInt64(), key => key);

    [Fact]
    public void Slices() => RoundTrip(random => Utf8Slice.From(Text(random, random.Next(30))), key => key.ToString());

    private static void RoundTrip<TKey>(Func<Random, TKey> next, Func<TKey, object?> comparable)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(random.Next(3) == 0 ? 1500 : 20);
            TKey[] keys = [.. Enumerable.Range(0, count).Select(_ => next(random))];
            var encoding = new JobEncoding();
            try
            {
                StoredKeys.Choose(encoding.KeyFor<TKey>(), new Check<TKey>(keys, encoding, key => key is null ? null : comparable(key)));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
            }
        }
    }

    private static string Narrow(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next(256)));

    private static string Text(Random random, int length) => random.Next(3) == 0
        ? string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next(1, 0xD800)))
        : Narrow(random, length);

    private sealed class Check<TKey>(TKey[] keys, JobEncoding encoding, Func<TKey, object?> comparable) : IStoredKeysVisitor<TKey, bool>
    {
        public bool Visit<TStored, TKeys>(TKeys how)
            where TKeys : struct, IStoredKeys<TKey, TStored>
        {
            using var table = new CombineTable<TKey, TStored, long, TKeys>(how, 0, arena: null);
            for (int i = 0; i < keys.Length; i++)
            {
                table.FindOrAdd(how.Form(keys[i], out ulong hash), hash, out _) += i;
            }

            var output = new ArrayBufferWriter<byte>();
            EntryBlocks.Write(table, how, encoding, output);

            // As a bucket from disk does, after it.
            (TKey, long)[] pairs = [.. keys.Take(300).Select((key, i) => (key, (long)i))];
            if (pairs.Length > 0)
            {
                RecordBucket<(TKey, long)>.WriteBlock(encoding.CodecFor<(TKey, long)>(), pairs, new ArrayBufferWriter<byte>(), output);
            }

            using var arena = new KeyArena();
            var reader = new Collecting<TKey, TStored, TKeys>(how, []);
            EntryBlocks.Read<TKey, TStored, long, TKeys, Collecting<TKey, TStored, TKeys>>(output.WrittenSpan, how, encoding, arena, ref reader);
            var expected = new List<(object?, ulong, long)>();
            foreach (ref readonly CombineTable<TKey, TStored, long, TKeys>.Entry entry in table.Entries)
            {
                expected.Add((comparable(table.KeyOf(in entry)), entry.Hash, entry.Value));
            }

            expected.AddRange(pairs.Select(pair => (comparable(pair.Item1), how.Hash(pair.Item1), pair.Item2)));
            Assert.Equal(expected, reader.Read.Select(one => (comparable(one.Key), one.Hash, one.Value)));
            return true;
        }
    }

    private readonly struct Collecting<TKey, TStored, TKeys>(TKeys how, List<(TKey Key, ulong Hash, long Value)> read) : IEntryReader<TStored, long>
        where TKeys : struct, IStoredKeys<TKey, TStored>
    {
        internal List<(TKey Key, ulong Hash, long Value)> Read => read;

        public void Take(ReadOnlySpan<TStored> keys, ReadOnlySpan<long> values)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                read.Add((how.Load(in keys[i]), how.HashOf(in keys[i]), values[i]));
            }
        }
    }
}
