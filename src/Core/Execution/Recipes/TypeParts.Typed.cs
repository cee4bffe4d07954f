using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <inheritdoc/>
internal sealed class TypeParts<T> : TypeParts
{
    internal override object Find(RecipeTag tag, JobEncoding encoding)
    {
        switch (tag)
        {
            case RecipeTag.Codec:
                return encoding.CodecFor<T>();
            case RecipeTag.TupleOrder:
                return NaturalOrder.Of<T>();
            case RecipeTag.KeyIdentity:
                return encoding.KeyFor<T>();
            default:
                var ops = default(Ops);
                encoding.KeyFor<T>().Accept(ref ops);
                return ops.Found!;
        }
    }

    private struct Ops : IKeyOpsVisitor<T>
    {
        internal object? Found { get; private set; }

        public void Visit<TOps>(TOps ops)
            where TOps : struct, IKeyOps<T> => Found = ops;
    }
}
