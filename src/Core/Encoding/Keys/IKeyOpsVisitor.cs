namespace OrleansStream.Encoding;

/// <summary>Receives the key operations of a type as a struct type argument.</summary>
/// <typeparam name="T">The key's type.</typeparam>
internal interface IKeyOpsVisitor<T>
{
    /// <summary>Called once with the operations.</summary>
    void Visit<TOps>(TOps ops)
        where TOps : struct, IKeyOps<T>;
}
