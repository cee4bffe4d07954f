using System.Collections.Concurrent;

namespace OrleansStream.Cluster.Tests;

/// <summary>An outside system that gives numbers, in order, to whoever is connected, and forgets those that were stored.</summary>
public sealed class NumbersUpstream : IDisposable
{
    private const int MostAtOnce = 20;

    private static readonly ConcurrentDictionary<string, NumbersUpstream> ByName = new();

    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _name;
    private int _given;
    private int _connections;

    /// <param name="name">What jobs find it by, in whichever silo of this process.</param>
    public NumbersUpstream(string name)
    {
        _name = name;
        Assert.True(ByName.TryAdd(name, this));
    }

    /// <summary>How many numbers there are by now.</summary>
    public int Available { get; set; }

    /// <summary>How many receivers are connected.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>A receiver of the numbers of an upstream.</summary>
    public static Receiver<long> Receiver(string name) => new NumbersReceiver(ByName[name]);

    public void Dispose()
    {
        ByName.TryRemove(_name, out _);
        _turn.Dispose();
    }

    private sealed class NumbersReceiver(NumbersUpstream upstream) : Receiver<long>
    {
        protected override void OnStart() => Run(ReceiveAsync);

        private async Task ReceiveAsync(CancellationToken stopping)
        {
            Interlocked.Increment(ref upstream._connections);
            try
            {
                await GiveAsync(stopping);
            }
            finally
            {
                Interlocked.Decrement(ref upstream._connections);
            }
        }

        private async Task GiveAsync(CancellationToken stopping)
        {
            while (true)
            {
                await upstream._turn.WaitAsync(stopping);
                try
                {
                    int count = Math.Min(MostAtOnce, upstream.Available - upstream._given);
                    await StoreAsync(Enumerable.Range(upstream._given, count).Select(number => (long)number), stopping);
                    upstream._given += count;
                }
                finally
                {
                    upstream._turn.Release();
                }

                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, stopping);
            }
        }
    }
}
