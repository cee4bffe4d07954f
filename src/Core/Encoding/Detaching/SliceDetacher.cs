namespace OrleansStream.Encoding;

/// <summary>Copies a slice.</summary>
internal sealed class SliceDetacher : Detacher<Utf8Slice>
{
    internal override Utf8Slice Detach(Utf8Slice record, KeyArena? arena) => arena is null ? record.Detach() : arena.Copy(record.Span);
}
