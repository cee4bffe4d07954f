using System.Security.Cryptography;

namespace OrleansStream;

/// <summary>What silos and clients of a cluster prove to each other that they belong to it: every call of a grain of ours carries it.</summary>
/// <param name="secret">The secret.</param>
internal sealed class ClusterSecret(string secret) : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    /// <summary>How many characters it has at least.</summary>
    internal const int ShortestLength = 16;

    private const string Key = "orleans-stream.secret";

    private readonly byte[] _bytes = System.Text.Encoding.UTF8.GetBytes(secret);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (IsOurs(context))
        {
            RequestContext.Set(Key, secret);
        }

        await context.Invoke();
    }

    /// <exception cref="AccessRefusedException">The call does not carry the secret.</exception>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (IsOurs(context) && !Knows(RequestContext.Get(Key) as string))
        {
            throw new AccessRefusedException(
                $"The cluster asks for a secret, and this call {(RequestContext.Get(Key) is null ? "came without one" : "has another one")}. Give clients, and every silo, the secret that the cluster's silos are set up with.");
        }

        return context.Invoke();
    }

    private static bool IsOurs(IGrainCallContext context) => context.InterfaceMethod?.DeclaringType?.Assembly == typeof(ClusterSecret).Assembly;

    private bool Knows(string? given) => given is not null && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(given), _bytes);
}
