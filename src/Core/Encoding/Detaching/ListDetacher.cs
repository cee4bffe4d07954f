using System.Runtime.InteropServices;

namespace OrleansStream.Encoding;

/// <summary>Copies a list with its elements; also what is known only by an interface that lists have.</summary>
internal sealed class ListDetacher<TCollection, TElement>(Detacher<TElement> elements) : Detacher<TCollection>
    where TCollection : IEnumerable<TElement>
{
    internal override TCollection Detach(TCollection record, KeyArena? arena)
    {
        List<TElement>? copy = null;
        if (record is not null)
        {
            copy = [.. record];
            elements.DetachAll(CollectionsMarshal.AsSpan(copy), arena);
        }

        return (TCollection)(object?)copy!;
    }
}
