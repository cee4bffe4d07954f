namespace OrleansStream.Encoding;

/// <summary>Tells keys in a dictionary of the framework apart as the engine does.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
internal sealed class KeyEquality<TKey>(KeyIdentity<TKey> identity) : IEqualityComparer<AnyKey<TKey>>
{
    public bool Equals(AnyKey<TKey> x, AnyKey<TKey> y) => identity.Equals(x.Key, y.Key);

    public int GetHashCode(AnyKey<TKey> obj) => identity.Hash(obj.Key).GetHashCode();
}
