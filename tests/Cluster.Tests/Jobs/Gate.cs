using System.Collections.Concurrent;

namespace OrleansStream.Cluster.Tests;

/// <summary>Holds whoever comes until a test opens it; found by name in every silo of this process.</summary>
internal sealed class Gate : IDisposable
{
    private static readonly ConcurrentDictionary<string, Gate> ByName = new();

    private readonly ManualResetEventSlim _open = new();
    private int _waiting;

    internal Gate(string name)
    {
        Name = name;
        Assert.True(ByName.TryAdd(name, this));
    }

    internal string Name { get; }

    /// <summary>How many have come.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Waits at a gate, on the caller's thread.</summary>
    internal static void Pass(string name)
    {
        Gate gate = ByName[name];
        Interlocked.Increment(ref gate._waiting);
        gate._open.Wait();
    }

    internal void Open() => _open.Set();

    // Whoever waits goes on, and may still look at the event.
    public void Dispose()
    {
        Open();
        ByName.TryRemove(Name, out _);
    }
}
