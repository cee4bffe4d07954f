namespace OrleansStream.Streams;

/// <summary>A stream of Orleans.</summary>
/// <param name="Provider">The name of its provider.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Key">Its key.</param>
internal readonly record struct StreamAddress(string Provider, string Namespace, string Key)
{
    internal StreamId Id => StreamId.Create(Namespace, Key);

    /// <summary>An address whose parts have been checked.</summary>
    internal static StreamAddress Of(string provider, string streamNamespace, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        ArgumentException.ThrowIfNullOrWhiteSpace(streamNamespace);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return new StreamAddress(provider, streamNamespace, key);
    }

    public override string ToString() => $"{Namespace}/{Key} of {Provider}";
}
