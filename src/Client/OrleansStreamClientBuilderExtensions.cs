namespace OrleansStream;

/// <summary>Sets a connection to Orleans up that an application looks after itself.</summary>
public static class OrleansStreamClientBuilderExtensions
{
    /// <summary>Has calls to the streaming grains of a cluster carry its secret; other calls do not.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="secret">The secret that the cluster's silos are set up with.</param>
    /// <returns><paramref name="client"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="secret"/> is null or empty.</exception>
    /// <remarks>It is sent with every such call and shows that the caller may make it; it encrypts nothing.</remarks>
    public static IClientBuilder UseOrleansStreamSecret(this IClientBuilder client, string secret)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(secret);
        return client.AddOutgoingGrainCallFilter(new ClusterSecret(secret));
    }
}
