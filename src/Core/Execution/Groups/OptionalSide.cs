namespace OrleansStream.Execution;

/// <summary>A side that may be missing.</summary>
internal readonly struct OptionalSide<TValue> : IJoinSide<TValue, Option<TValue>>
{
    public static bool IsOptional => true;

    public static Option<TValue> None => Option<TValue>.None;

    public static Option<TValue> Some(TValue value) => Option<TValue>.Some(value);
}
