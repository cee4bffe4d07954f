namespace OrleansStream.Encoding;

/// <summary>Identity of records and structs, by a plan compiled from their fields.</summary>
internal readonly struct RecordKeyOps<T>(RecordKeyPlan<T> plan) : ICanonicalOps<T>
{
    public bool NeedsOwn => plan.Owner is not null;

    public int Size => plan.Size;

    public string Signature => plan.Signature;

    public ulong Hash(T key) => CanonicalHash.Of(this, key);

    public bool Equals(T left, T right)
    {
        if (!typeof(T).IsValueType)
        {
            if (left is null || right is null)
            {
                return left is null && right is null;
            }

            Check(left);
            Check(right);
        }

        return plan.Comparer(left, right);
    }

    public T Own(T key, KeyArena arena) => plan.Owner is null || key is null ? key : plan.Owner(plan.Parts, key, arena);

    public void Append(T key, ref CanonicalBuffer buffer)
    {
        if (!typeof(T).IsValueType)
        {
            if (key is null)
            {
                buffer.Add(0);
                return;
            }

            Check(key);
            buffer.Add(1);
        }

        plan.Appender(key, ref buffer);
    }

    private static void Check(T key)
    {
        // Sealed types have no others; for the rest equality of a derived record would be another one.
        if (!typeof(T).IsSealed && key!.GetType() != typeof(T))
        {
            throw new UnsupportedTypeException(
                TypeNames.Of(typeof(T)),
                key.GetType(),
                $"a key of a derived type has another equality. Seal {TypeNames.Of(typeof(T))}, or register a KeyComparer<{TypeNames.Of(typeof(T))}>.");
        }
    }
}
