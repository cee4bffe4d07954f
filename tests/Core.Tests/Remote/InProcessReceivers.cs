using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Receivers;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Hosts of receivers in one process, to which everything travels as bytes, and calls that fail where they are told to.</summary>
/// <param name="encoding">Encodes messages, as grain calls do.</param>
/// <param name="fault">Asked at every call for its number; whether it is lost before, or its answer after, it took effect.</param>
/// <param name="define">Makes a context of the job.</param>
internal sealed class InProcessReceivers(JobEncoding encoding, Func<int, CallFault> fault, Func<StreamingContext> define) : IReceiverTransport, IAsyncDisposable
{
    private readonly FaultyCalls _calls = new(encoding, fault);
    private readonly Dictionary<int, ReceiverHost> _hosts = [];
    private readonly List<ReceiverHost> _forgotten = [];

    public Task<ReceiverReport> StartAsync(int receiver, ReceiverStart order, CancellationToken cancellation) =>
        _calls.CallAsync(async () => _calls.Travel(await HostOf(receiver).StartAsync(_calls.Travel(order), cancellation)));

    public Task<ReceiverReport> SealAsync(int receiver, ReceiverSealing order, CancellationToken cancellation) =>
        _calls.CallAsync(async () => _calls.Travel(await HostOf(receiver).SealAsync(_calls.Travel(order), cancellation)));

    public Task<ReceiverReport> StopAsync(int receiver, ReceiverLife life, CancellationToken cancellation) =>
        _calls.CallAsync(async () => _calls.Travel(await HostOf(receiver).StopAsync(_calls.Travel(life), cancellation)));

    public Task EndAsync(int receiver, ReceiverLife life, CancellationToken cancellation) => _calls.CallAsync(async () =>
    {
        await HostOf(receiver).EndAsync(_calls.Travel(life));
        return true;
    });

    public Task<BucketFrame> PullAsync(int receiver, BlockAddress block, int offset, CancellationToken cancellation) =>
        _calls.CallAsync(() => Task.FromResult(HostOf(receiver).Pull(_calls.Travel(block), offset)));

    /// <summary>Has the next call find a host that knows nothing, as after the loss of a silo. The one before goes on as if it were cut off.</summary>
    public void Forget(int receiver)
    {
        lock (_hosts)
        {
            if (_hosts.Remove(receiver, out ReceiverHost? host))
            {
                _forgotten.Add(host);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ReceiverHost host in _forgotten.Concat(_hosts.Values))
        {
            await host.DisposeAsync();
        }
    }

    private ReceiverHost HostOf(int receiver)
    {
        lock (_hosts)
        {
            if (!_hosts.TryGetValue(receiver, out ReceiverHost? host))
            {
                _hosts.Add(receiver, host = new ReceiverHost(() => Task.FromResult(define()), receiver));
            }

            return host;
        }
    }
}
