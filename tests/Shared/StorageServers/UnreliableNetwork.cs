using System.Net;
using Microsoft.AspNetCore.Http;

namespace OrleansStream.Tests.StorageServers;

/// <summary>Interferes with one of three requests, in ways that follow from a seed and from the order in which requests come.</summary>
internal sealed class UnreliableNetwork(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();

    /// <summary>How often it has interfered.</summary>
    internal int Interferences { get; private set; }

    internal Interference Next(HttpRequest request)
    {
        lock (_lock)
        {
            Interference next = _random.Next(12) switch
            {
                0 => Interference.LoseAnswer,
                1 => Interference.LoseRequest,
                2 => Interference.Refuse(HttpStatusCode.ServiceUnavailable),
                3 => Interference.CutAnswer(_random.Next(40)),
                _ => Interference.None,
            };
            Interferences += next == Interference.None ? 0 : 1;
            return next;
        }
    }
}
