using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Core.Tests.Execution;

public class CombineTableTests
{
    [Theory]
    [InlineData(HashKind.Good)]
    [InlineData(HashKind.OneForAll)]
    [InlineData(HashKind.SameLowBits)]
    [InlineData(HashKind.SameHighBits)]
    [InlineData(HashKind.AllOnes)]
    public void AgreesWithADictionaryWhateverTheHash(HashKind kind)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var oracle = new Dictionary<string, long>();
            var order = new List<string>();
            var ops = new StringOps(kind);
            using var table = new CombineTable<string, string, long, PlainKeys<string, StringOps>>(new PlainKeys<string, StringOps>(ops), random.Next(200), arena: null);
            int keys = random.Next(1, kind == HashKind.Good ? 5000 : 300);
            int step = 0;
            while (step < keys * 2)
            {
                // Where keys are is foreseen for some of them at a time, in two ways, or not at all.
                int way = random.Next(3);
                bool isForeseen = way > 0;
                string[] group = [.. Enumerable.Range(0, random.Next(1, 200)).Select(_ => $"key{random.Next(keys)}")];
                uint[] positions = [.. group.Select(key => way == 1 ? table.Foresee(ops.Hash(key), group.Length) : 0)];
                if (way == 2)
                {
                    table.ForeseeAll([.. group.Select(ops.Hash)], positions);
                }

                for (int i = 0; i < group.Length; i++, step++)
                {
                    string key = group[i];
                    bool existed;
                    ref long value = ref isForeseen
                        ? ref table.FindOrAdd(key, ops.Hash(key), positions[i], out existed)
                        : ref table.FindOrAdd(key, ops.Hash(key), out existed);
                    Assert.True(existed == oracle.ContainsKey(key), $"Seed {seed}: {key} at step {step}.");
                    if (!existed)
                    {
                        Assert.Equal(0, value);
                        order.Add(key);
                    }

                    value += step;
                    oracle[key] = oracle.GetValueOrDefault(key) + step;
                }
            }

            Assert.Equal(oracle.Count, table.Count);
            int at = 0;
            foreach (ref readonly CombineTable<string, string, long, PlainKeys<string, StringOps>>.Entry entry in table.Entries)
            {
                Assert.Equal((seed, order[at]), (seed, entry.Key));
                Assert.Equal(oracle[entry.Key], entry.Value);
                Assert.Equal(ops.Hash(entry.Key), entry.Hash);
                at++;
            }

            using var other = new CombineTable<string, string, long, PlainKeys<string, StringOps>>(new PlainKeys<string, StringOps>(ops), random.Next(200), arena: null);
            other.Adopt(table.Entries);
            foreach (string key in order)
            {
                Assert.Equal(oracle[key], other.FindOrAdd(key, ops.Hash(key), out bool existed));
                Assert.True(existed, $"Seed {seed}: {key} was adopted.");
            }

            other.FindOrAdd("another", ops.Hash("another"), out bool wasThere);
            Assert.False(wasThere);
            Assert.Equal(oracle.Count + 1, other.Count);
        }
    }

    [Fact]
    public void GrowsFarBeyondItsFirstSize()
    {
        var ops = new StringOps(HashKind.Good);
        using var table = new CombineTable<string, string, long, PlainKeys<string, StringOps>>(new PlainKeys<string, StringOps>(ops), 0, arena: null);
        string[] keys = [.. Enumerable.Range(0, 300_000).Select(i => $"key{i}")];
        for (int round = 0; round < 2; round++)
        {
            foreach (string key in keys)
            {
                table.FindOrAdd(key, ops.Hash(key), out bool existed)++;
                Assert.Equal(round == 1, existed);
            }
        }

        Assert.True(table.IsLarge);
        Assert.Equal(keys.Length, table.Count);
        foreach (ref readonly CombineTable<string, string, long, PlainKeys<string, StringOps>>.Entry entry in table.Entries)
        {
            Assert.Equal(2, entry.Value);
        }
    }

    [Fact]
    public void KeysThatPointIntoForeignBlocksAreCopied()
    {
        var encoding = new JobEncoding();
        Utf8Block block = Utf8Block.Rent(64, poison: true);
        "hello world"u8.CopyTo(block.Bytes);
        var visitor = new SliceVisitor(block);
        encoding.KeyFor<Utf8Slice>().Accept(ref visitor);
        Assert.Equal(["hello", "world"], visitor.Keys);
    }

    [Fact]
    public void StringsOfEveryLengthKeepTheirIdentityInsideTheEntry()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            string?[] pool = [null, .. Enumerable.Range(0, 400).Select(_ => RandomText(random, random.Next(0, 40)))];
            var oracle = new Dictionary<string, long>();
            using var table = new CombineTable<string?, InlineString, long, InlineStrings>(default, 0, arena: null);
            for (int i = 0; i < 2000; i++)
            {
                string? key = pool[random.Next(pool.Length)];
                table.FindOrAdd(default(InlineStrings).Form(key is null ? null : new string(key), out ulong hash), hash, out _)++;
                oracle[key ?? "the null key"] = oracle.GetValueOrDefault(key ?? "the null key") + 1;
            }

            Assert.Equal(oracle.Count, table.Count);
            foreach (ref readonly CombineTable<string?, InlineString, long, InlineStrings>.Entry entry in table.Entries)
            {
                Assert.Equal((seed, oracle[table.KeyOf(in entry) ?? "the null key"]), (seed, entry.Value));
            }
        }
    }

    [Fact]
    public void SlicesOfEveryLengthKeepTheirIdentityInsideTheEntry()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            string[] pool = [.. Enumerable.Range(0, 400).Select(_ => RandomText(random, random.Next(0, 40)))];
            var oracle = new Dictionary<string, long>();
            Utf8Block block = Utf8Block.Rent(256, poison: true);
            using var table = new CombineTable<Utf8Slice, InlineSlice, long, InlineSlices>(default, 0, new KeyArena(poison: true));
            for (int i = 0; i < 2000; i++)
            {
                string text = pool[random.Next(pool.Length)];
                int length = System.Text.Encoding.UTF8.GetBytes(text, block.Bytes);
                var key = new Utf8Slice(block, 0, length);
                table.FindOrAdd(default(InlineSlices).Form(key, out ulong hash), hash, out _)++;
                oracle[text] = oracle.GetValueOrDefault(text) + 1;
            }

            block.Release();
            Assert.Equal(oracle.Count, table.Count);
            foreach (ref readonly CombineTable<Utf8Slice, InlineSlice, long, InlineSlices>.Entry entry in table.Entries)
            {
                Assert.Equal((seed, oracle[table.KeyOf(in entry).ToString()]), (seed, entry.Value));
            }
        }
    }

    [Fact]
    public void DisposingTwiceIsHarmless()
    {
        var table = new CombineTable<string, string, long, PlainKeys<string, StringOps>>(new PlainKeys<string, StringOps>(new StringOps(HashKind.Good)), 10, arena: null);
        table.FindOrAdd("a", 1, out _) = 5;
        table.Dispose();
        table.Dispose();
        Assert.Equal(0, table.Count);
    }

    // Few letters, NUL among them, so that texts often differ in length or in one letter only.
    private static string RandomText(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => "a\0b"[random.Next(3)]));

    public enum HashKind
    {
        Good,
        OneForAll,
        SameLowBits,
        SameHighBits,
        AllOnes,
    }

    internal readonly struct StringOps(HashKind kind) : IKeyOps<string>
    {
        public bool NeedsOwn => false;

        public ulong Hash(string key)
        {
            ulong hash = 14695981039346656037;
            foreach (char letter in key)
            {
                hash = (hash ^ letter) * 1099511628211;
            }

            return kind switch
            {
                HashKind.OneForAll => 42,
                HashKind.SameLowBits => hash << 40,
                HashKind.SameHighBits => hash >> 40,
                HashKind.AllOnes => ulong.MaxValue,
                _ => hash,
            };
        }

        public bool Equals(string left, string right) => left == right;

        public string Own(string key, KeyArena arena) => key;
    }

    private struct SliceVisitor(Utf8Block block) : IKeyOpsVisitor<Utf8Slice>
    {
        internal List<string> Keys { get; } = [];

        public readonly void Visit<TOps>(TOps ops)
            where TOps : struct, IKeyOps<Utf8Slice>
        {
            using var table = new CombineTable<Utf8Slice, Utf8Slice, long, PlainKeys<Utf8Slice, TOps>>(new PlainKeys<Utf8Slice, TOps>(ops), 4, new KeyArena(poison: true));
            foreach (Utf8Slice key in new[] { new Utf8Slice(block, 0, 5), new Utf8Slice(block, 6, 5), new Utf8Slice(block, 0, 5) })
            {
                table.FindOrAdd(key, ops.Hash(key), out _)++;
            }

            block.Release();
            foreach (ref readonly CombineTable<Utf8Slice, Utf8Slice, long, PlainKeys<Utf8Slice, TOps>>.Entry entry in table.Entries)
            {
                Keys.Add(entry.Key.ToString());
            }
        }
    }
}
