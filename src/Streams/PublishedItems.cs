namespace OrleansStream;

/// <summary>What a consumer of a stream of Orleans can learn of items that a job has published to it.</summary>
public static class PublishedItems
{
    internal const string ContextKey = "orleans-stream.idempotence-key";

    /// <summary>What is the same whenever the items that are being consumed are published, and for no others:
    /// <c>job/output/batch time/partition/message</c>, the names percent-encoded.</summary>
    /// <value>Null outside of the call that brings items, for items that no job has published, and where the provider does not carry the request context.</value>
    /// <remarks>All items of a message have the same; one that was seen with an item of a message, at its place in the message, was seen.</remarks>
    public static string? IdempotenceKey => RequestContext.Get(ContextKey) as string;
}
