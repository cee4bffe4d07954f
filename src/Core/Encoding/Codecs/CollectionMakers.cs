using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Linq.Expressions;

namespace OrleansStream.Encoding;

/// <summary>How collections of each type are made: interfaces get the class that System.Text.Json would choose.</summary>
internal static class CollectionMakers
{
    /// <summary>The maker of a collection type; null if it has none.</summary>
    internal static CollectionMaker<TCollection, TElement>? Find<TCollection, TElement>()
    {
        Type type = typeof(TCollection);
        if (type == typeof(TElement[]))
        {
            return Cast<TCollection, TElement, TElement[]>(static elements => elements.ToArray());
        }

        Type? definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (type.IsInterface)
        {
            return definition == typeof(ISet<>) || definition == typeof(IReadOnlySet<>) ? Cast<TCollection, TElement, HashSet<TElement>>(Set)
                : definition == typeof(IImmutableSet<>) ? Cast<TCollection, TElement, ImmutableHashSet<TElement>>(static e => [.. e])
                : definition == typeof(IImmutableQueue<>) ? Cast<TCollection, TElement, ImmutableQueue<TElement>>(ImmutableQueue.Create)
                : definition == typeof(IImmutableStack<>) ? Cast<TCollection, TElement, ImmutableStack<TElement>>(static e => [.. Reversed(e)])
                : definition == typeof(IImmutableList<>) ? Cast<TCollection, TElement, ImmutableList<TElement>>(static e => [.. e])
                : typeof(List<TElement>).IsAssignableTo(type) ? Cast<TCollection, TElement, List<TElement>>(static e => [.. e])
                : null;
        }

        return definition == typeof(List<>) ? Cast<TCollection, TElement, List<TElement>>(static e => [.. e])
            : definition == typeof(HashSet<>) ? Cast<TCollection, TElement, HashSet<TElement>>(Set)
            : definition == typeof(Stack<>) ? Cast<TCollection, TElement, Stack<TElement>>(static e => new Stack<TElement>(Reversed(e)))
            : definition == typeof(Queue<>) ? Cast<TCollection, TElement, Queue<TElement>>(static e => new Queue<TElement>(e.ToArray()))
            : definition == typeof(ConcurrentStack<>) ? Cast<TCollection, TElement, ConcurrentStack<TElement>>(static e => new ConcurrentStack<TElement>(Reversed(e)))
            : definition == typeof(ConcurrentQueue<>) ? Cast<TCollection, TElement, ConcurrentQueue<TElement>>(static e => new ConcurrentQueue<TElement>(e.ToArray()))
            : definition == typeof(ConcurrentBag<>) ? Cast<TCollection, TElement, ConcurrentBag<TElement>>(static e => new ConcurrentBag<TElement>(Reversed(e)))
            : definition == typeof(ReadOnlyCollection<>) ? Cast<TCollection, TElement, ReadOnlyCollection<TElement>>(static e => new ReadOnlyCollection<TElement>(e.ToArray()))
            : definition == typeof(ImmutableArray<>) ? Cast<TCollection, TElement, ImmutableArray<TElement>>(static e => [.. e])
            : definition == typeof(ImmutableList<>) ? Cast<TCollection, TElement, ImmutableList<TElement>>(static e => [.. e])
            : definition == typeof(ImmutableHashSet<>) ? Cast<TCollection, TElement, ImmutableHashSet<TElement>>(static e => [.. e])
            : definition == typeof(ImmutableSortedSet<>) ? Cast<TCollection, TElement, ImmutableSortedSet<TElement>>(static e => [.. e])
            : definition == typeof(ImmutableQueue<>) ? Cast<TCollection, TElement, ImmutableQueue<TElement>>(ImmutableQueue.Create)
            : definition == typeof(ImmutableStack<>) ? Cast<TCollection, TElement, ImmutableStack<TElement>>(static e => [.. Reversed(e)])
            : definition == typeof(FrozenSet<>) ? Cast<TCollection, TElement, FrozenSet<TElement>>(static e => e.ToArray().ToFrozenSet())
            : definition == typeof(Memory<>) ? Cast<TCollection, TElement, Memory<TElement>>(static e => e.ToArray())
            : definition == typeof(ReadOnlyMemory<>) ? Cast<TCollection, TElement, ReadOnlyMemory<TElement>>(static e => e.ToArray())
            : ByAdding<TCollection, TElement>();
    }

    private static CollectionMaker<TCollection, TElement>? ByAdding<TCollection, TElement>()
    {
        Type type = typeof(TCollection);
        if (type.IsAbstract || !type.IsAssignableTo(typeof(ICollection<TElement>)) || type.GetConstructor([]) is null)
        {
            return null;
        }

        Func<TCollection> create = Expression.Lambda<Func<TCollection>>(Expression.New(type)).Compile();
        return elements =>
        {
            TCollection made = create();
            ICollection<TElement> target = (ICollection<TElement>)made!;
            foreach (TElement element in elements)
            {
                target.Add(element);
            }

            return made;
        };
    }

    private static HashSet<TElement> Set<TElement>(ReadOnlySpan<TElement> elements)
    {
        HashSet<TElement> set = new(elements.Length);
        foreach (TElement element in elements)
        {
            set.Add(element);
        }

        return set;
    }

    // Stacks enumerate from the top: the last element must be pushed first.
    private static TElement[] Reversed<TElement>(ReadOnlySpan<TElement> elements)
    {
        TElement[] copy = elements.ToArray();
        Array.Reverse(copy);
        return copy;
    }

    // TMade is TCollection or a class that implements it; the compiler cannot know.
    private static CollectionMaker<TCollection, TElement> Cast<TCollection, TElement, TMade>(CollectionMaker<TMade, TElement> make) =>
        make as CollectionMaker<TCollection, TElement> ?? (elements => (TCollection)(object)make(elements)!);
}
