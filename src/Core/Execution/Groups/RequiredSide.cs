namespace OrleansStream.Execution;

/// <summary>A side without which there is no result.</summary>
internal readonly struct RequiredSide<TValue> : IJoinSide<TValue, TValue>
{
    public static bool IsOptional => false;

    public static TValue None => throw new NotSupportedException("A required side is never missing.");

    public static TValue Some(TValue value) => value;
}
