namespace OrleansStream.Encoding;

/// <summary>Copies an array with its elements.</summary>
internal sealed class ArrayDetacher<TElement>(Detacher<TElement> elements) : Detacher<TElement[]?>
{
    internal override TElement[]? Detach(TElement[]? record, KeyArena? arena)
    {
        if (record is null)
        {
            return null;
        }

        var copy = new TElement[record.Length];
        Array.Copy(record, copy, copy.Length);
        elements.DetachAll(copy, arena);
        return copy;
    }
}
