namespace OrleansStream.Stateful;

/// <summary>Tells keys of text that begin with a prefix.</summary>
internal static class KeyPrefix
{
    /// <summary>The test of keys of a type; null keys begin with nothing.</summary>
    /// <exception cref="NotSupportedException">Keys are not text.</exception>
    internal static Predicate<TKey> Of<TKey>(string prefix)
    {
        if (typeof(TKey) == typeof(string))
        {
            return (Predicate<TKey>)(object)(Predicate<string>)(key => key is not null && key.StartsWith(prefix, StringComparison.Ordinal));
        }

        if (typeof(TKey) == typeof(Utf8Slice))
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(prefix);
            return (Predicate<TKey>)(object)(Predicate<Utf8Slice>)(key => key.StartsWith(bytes));
        }

        throw new NotSupportedException($"Keys of {Encoding.TypeNames.Of(typeof(TKey))} have no prefixes; only keys of text do.");
    }
}
