using System.Buffers;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Core.Tests.Stateful;

/// <summary>Strings as the engine keeps them, without null among them.</summary>
internal readonly struct TextKeys : IStoredKeys<string, InlineString>
{
    public ulong Hash(string key) => default(InlineStrings).Hash(key);

    public bool HashTogether => default(InlineStrings).HashTogether;

    public InlineString Form(string key, out ulong hash) => default(InlineStrings).Form(key, out hash);

    public InlineString Form(string key) => default(InlineStrings).Form(key);

    public ulong FormAt(ref InlineString place, string key) => default(InlineStrings).FormAt(ref place, key);

    public bool Equals(in InlineString left, in InlineString right) => default(InlineStrings).Equals(in left, in right);

    public bool IsOf(in InlineString stored, string key) => default(InlineStrings).IsOf(in stored, key);

    public InlineString Own(in InlineString stored, KeyArena arena) => stored;

    public string Load(in InlineString stored) => default(InlineStrings).Load(in stored)!;

    public ulong HashOf(in InlineString stored) => Hash(Load(in stored));

    public void Write(ReadOnlySpan<InlineString> keys, Codec<string> codec, IBufferWriter<byte> output) => throw new NotSupportedException();

    public void Read(ReadOnlySpan<byte> bytes, Codec<string> codec, Span<InlineString> keys, KeyArena arena) => throw new NotSupportedException();
}
