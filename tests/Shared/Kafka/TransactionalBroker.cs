using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace OrleansStream.Tests.Kafka;

/// <summary>A broker on loopback that keeps to the published protocol where the brokers of the client's library do not: transactions, their markers and offsets, the fencing of producers, and what
/// readers of committed records see. In memory, alone in its cluster.</summary>
internal sealed partial class TransactionalBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _lock = new();
    private readonly BrokerState _state = new();
    private readonly Task _serving;
    private TaskCompletionSource _changed = NewSignal();

    internal TransactionalBroker()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    internal string Server => _listener.LocalEndpoint.ToString()!;

    /// <summary>Decides what goes wrong with a request.</summary>
    internal Func<BrokerApi, BrokerFault> Faults { get; set; } = static _ => BrokerFault.None;

    internal void Create(string topic, int partitions)
    {
        lock (_lock)
        {
            if (!_state.TryCreate(topic, partitions))
            {
                throw new ArgumentException($"Topic '{topic}' is there.", nameof(topic));
            }
        }
    }

    internal void Delete(string topic)
    {
        lock (_lock)
        {
            _state.TryDelete(topic);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_over.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            NetworkStream stream = client.GetStream();
            byte[] length = new byte[sizeof(int)];
            while (await stream.ReadAtLeastAsync(length, length.Length, throwOnEndOfStream: false, _over.Token) == length.Length)
            {
                byte[] request = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
                await stream.ReadExactlyAsync(request, _over.Token);
                var reader = new WireReader(request);
                (BrokerApi api, short version, int correlation) = ((BrokerApi)reader.Short(), reader.Short(), reader.Int());
                reader.NullableText();
                BrokerFault fault = Faults(api);
                if (fault == BrokerFault.Lost)
                {
                    return;
                }

                byte[] answer = await AnswerAsync(api, version, reader);
                if (fault == BrokerFault.AnswerLost)
                {
                    return;
                }

                await stream.WriteAsync(new WireWriter().Int(sizeof(int) + answer.Length).Int(correlation).Raw(answer).ToArray(), _over.Token);
            }
        }
    }

    private async Task<byte[]> AnswerAsync(BrokerApi api, short version, WireReader request)
    {
        if (api == BrokerApi.Fetch)
        {
            return await FetchAsync(request);
        }

        lock (_lock)
        {
            WireWriter answer = Answer(api, version, request);
            if (api is BrokerApi.Produce or BrokerApi.EndTxn or BrokerApi.InitProducerId)
            {
                _changed.SetResult();
                _changed = NewSignal();
            }

            return answer.ToArray();
        }
    }
}
