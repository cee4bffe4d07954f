using System.Collections;
using System.Diagnostics.CodeAnalysis;
using OrleansStream.Encoding;

namespace OrleansStream;

/// <summary>Values by key, as an action gives them: a dictionary that tells keys apart as the engine does.</summary>
/// <typeparam name="TKey">The keys' type; null and NaN are keys like any other, strings are ordinal.</typeparam>
/// <typeparam name="TValue">The values' type.</typeparam>
/// <remarks>Enumerates in the order in which keys were first met. It does not change, so threads may share it.</remarks>
public sealed class KeyDictionary<TKey, TValue> : IReadOnlyDictionary<TKey, TValue>
{
    private readonly Dictionary<AnyKey<TKey>, int> _places;
    private readonly List<KeyValuePair<TKey, TValue>> _pairs = [];

    /// <summary>Gathers pairs; of those with the same key the last counts.</summary>
    internal KeyDictionary(KeyIdentity<TKey> identity, IReadOnlyList<(TKey Key, TValue Value)> pairs)
    {
        _places = new Dictionary<AnyKey<TKey>, int>(new KeyEquality<TKey>(identity));
        foreach ((TKey key, TValue value) in pairs)
        {
            if (_places.TryAdd(new AnyKey<TKey>(key), _pairs.Count))
            {
                _pairs.Add(new(key, value));
            }
            else
            {
                int place = _places[new AnyKey<TKey>(key)];
                _pairs[place] = new(_pairs[place].Key, value);
            }
        }
    }

    /// <summary>How many keys there are.</summary>
    public int Count => _pairs.Count;

    /// <summary>The keys.</summary>
    public IEnumerable<TKey> Keys => _pairs.Select(pair => pair.Key);

    /// <summary>The values, in the order of their keys.</summary>
    public IEnumerable<TValue> Values => _pairs.Select(pair => pair.Value);

    /// <summary>The value of a key.</summary>
    /// <param name="key">The key; may be null.</param>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    public TValue this[TKey key] =>
        TryGetValue(key, out TValue? value) ? value : throw new KeyNotFoundException(FormattableString.Invariant($"There is no key '{key}'."));

    /// <summary>Whether a key is there.</summary>
    /// <param name="key">The key; may be null.</param>
    public bool ContainsKey(TKey key) => _places.ContainsKey(new AnyKey<TKey>(key));

    /// <summary>Gives the value of a key if it is there.</summary>
    /// <param name="key">The key; may be null.</param>
    /// <param name="value">The value, or the default of its type.</param>
    /// <returns>Whether the key is there.</returns>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        bool found = _places.TryGetValue(new AnyKey<TKey>(key), out int place);
        value = found ? _pairs[place].Value : default;
        return found;
    }

    /// <summary>The pairs, in the order in which keys were first met.</summary>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => _pairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
