using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <inheritdoc/>
internal sealed class TypeParts<T> : TypeParts
{
    internal override object Find(RecipeTag tag, JobEncoding encoding)
    {
        if (tag == RecipeTag.Codec)
        {
            return encoding.CodecFor<T>();
        }

        KeyIdentity<T> identity = encoding.KeyFor<T>();
        if (tag == RecipeTag.KeyIdentity)
        {
            return identity;
        }

        var ops = default(Ops);
        identity.Accept(ref ops);
        return ops.Found!;
    }

    private struct Ops : IKeyOpsVisitor<T>
    {
        internal object? Found { get; private set; }

        public void Visit<TOps>(TOps ops)
            where TOps : struct, IKeyOps<T> => Found = ops;
    }
}
