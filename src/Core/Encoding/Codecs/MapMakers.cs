using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Linq.Expressions;

namespace OrleansStream.Encoding;

/// <summary>How dictionaries of each type are made: interfaces get the class that System.Text.Json would choose.</summary>
internal static class MapMakers
{
    /// <summary>The maker of a dictionary type; null if it has none.</summary>
    internal static MapMaker<TMap, TKey, TValue>? Find<TMap, TKey, TValue>()
        where TKey : notnull
    {
        Type type = typeof(TMap);
        Type? definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (type.IsInterface)
        {
            return definition == typeof(IImmutableDictionary<,>) ? Cast<TMap, TKey, TValue, ImmutableDictionary<TKey, TValue>>(Immutable)
                : typeof(Dictionary<TKey, TValue>).IsAssignableTo(type) ? Cast<TMap, TKey, TValue, Dictionary<TKey, TValue>>(Plain)
                : null;
        }

        return definition == typeof(Dictionary<,>) ? Cast<TMap, TKey, TValue, Dictionary<TKey, TValue>>(Plain)
            : definition == typeof(ImmutableDictionary<,>) ? Cast<TMap, TKey, TValue, ImmutableDictionary<TKey, TValue>>(Immutable)
            : definition == typeof(ImmutableSortedDictionary<,>)
                ? Cast<TMap, TKey, TValue, ImmutableSortedDictionary<TKey, TValue>>(static (keys, values) => Plain(keys, values).ToImmutableSortedDictionary())
            : definition == typeof(FrozenDictionary<,>)
                ? Cast<TMap, TKey, TValue, FrozenDictionary<TKey, TValue>>(static (keys, values) => Plain(keys, values).ToFrozenDictionary())
            : definition == typeof(ReadOnlyDictionary<,>)
                ? Cast<TMap, TKey, TValue, ReadOnlyDictionary<TKey, TValue>>(static (keys, values) => new ReadOnlyDictionary<TKey, TValue>(Plain(keys, values)))
            : ByAdding<TMap, TKey, TValue>();
    }

    private static Dictionary<TKey, TValue> Plain<TKey, TValue>(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values)
        where TKey : notnull
    {
        Dictionary<TKey, TValue> made = new(keys.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            made.Add(keys[i], values[i]);
        }

        return made;
    }

    private static ImmutableDictionary<TKey, TValue> Immutable<TKey, TValue>(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values)
        where TKey : notnull => Plain(keys, values).ToImmutableDictionary();

    private static MapMaker<TMap, TKey, TValue>? ByAdding<TMap, TKey, TValue>()
    {
        Type type = typeof(TMap);
        if (type.IsAbstract || !type.IsAssignableTo(typeof(IDictionary<TKey, TValue>)) || type.GetConstructor([]) is null)
        {
            return null;
        }

        Func<TMap> create = Expression.Lambda<Func<TMap>>(Expression.New(type)).Compile();
        return (keys, values) =>
        {
            TMap made = create();
            IDictionary<TKey, TValue> target = (IDictionary<TKey, TValue>)made!;
            for (int i = 0; i < keys.Length; i++)
            {
                target.Add(keys[i], values[i]);
            }

            return made;
        };
    }

    // TMade is TMap or a class that implements it; the compiler cannot know.
    private static MapMaker<TMap, TKey, TValue> Cast<TMap, TKey, TValue, TMade>(MapMaker<TMade, TKey, TValue> make) =>
        make as MapMaker<TMap, TKey, TValue> ?? ((keys, values) => (TMap)(object)make(keys, values)!);
}
