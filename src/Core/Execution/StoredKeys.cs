using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Chooses how tables keep the keys of a type.</summary>
internal static class StoredKeys
{
    /// <summary>Text keys have a stored form of their own, unless the user has given their type another identity.</summary>
    internal static TResult Choose<TKey, TResult>(KeyIdentity<TKey> identity, IStoredKeysVisitor<TKey, TResult> visitor)
    {
        switch (identity)
        {
            case KeyIdentityOf<string?, StringKeyOps>:
                return ((IStoredKeysVisitor<string?, TResult>)visitor).Visit<InlineString, InlineStrings>(default);
            case KeyIdentityOf<Utf8Slice, Utf8SliceKeyOps>:
                return ((IStoredKeysVisitor<Utf8Slice, TResult>)visitor).Visit<InlineSlice, InlineSlices>(default);
            default:
                var plain = new Plain<TKey, TResult>(visitor);
                identity.Accept(ref plain);
                return plain.Made!;
        }
    }

    private struct Plain<TKey, TResult>(IStoredKeysVisitor<TKey, TResult> visitor) : IKeyOpsVisitor<TKey>
    {
        internal TResult? Made { get; private set; }

        public void Visit<TOps>(TOps ops)
            where TOps : struct, IKeyOps<TKey> =>
            Made = visitor.Visit<TKey, PlainKeys<TKey, TOps>>(new PlainKeys<TKey, TOps>(ops));
    }
}
