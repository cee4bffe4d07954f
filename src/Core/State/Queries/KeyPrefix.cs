namespace OrleansStream.Stateful;

/// <summary>Tells keys of text that begin with a prefix.</summary>
internal static class KeyPrefix
{
    /// <summary>Whether keys of a type are text.</summary>
    internal static bool IsFor(Type keys) => keys == typeof(string) || keys == typeof(Utf8Slice);

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

        throw NotText(Encoding.TypeNames.Of(typeof(TKey)));
    }

    /// <summary>The error of whoever asks for a prefix of keys that have none.</summary>
    /// <param name="type">The keys' type.</param>
    internal static NotSupportedException NotText(string type) => new($"Keys of {type} have no prefixes; only keys of text do.");
}
