namespace OrleansStream.Execution;

/// <summary>A captured value that came from the coordinator: as nobody else sees what is done to it, nothing may be.</summary>
/// <param name="name">What the variable is called.</param>
/// <param name="codec">The codec of its type.</param>
/// <param name="bytes">What came.</param>
internal sealed class CapturedCopy(string name, ValueCodec codec, byte[] bytes)
{
    internal object? Value { get; } = codec.Read(bytes);

    /// <exception cref="CapturedVariableException">The value is no longer what it was.</exception>
    internal void ThrowIfChanged()
    {
        if (!codec.Write(Value).AsSpan().SequenceEqual(bytes))
        {
            throw CapturedVariableException.Changed(name);
        }
    }
}
