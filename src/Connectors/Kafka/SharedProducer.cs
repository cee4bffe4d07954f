using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Kafka;

/// <summary>The producer of one output in one process: opened when a partition is written, and closed when none has been for a while.</summary>
/// <param name="config">The client's settings.</param>
/// <param name="idle">How long it is kept.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The job's log.</param>
internal sealed class SharedProducer(ProducerConfig config, TimeSpan idle, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly Lock _lock = new();
    private IProducer<byte[]?, byte[]?>? _producer;
    private ITimer? _closing;
    private int _users;

    // After a fatal error a producer sends nothing more.
    private volatile bool _isBroken;

    /// <summary>The producer, which must be returned.</summary>
    internal IProducer<byte[]?, byte[]?> Take()
    {
        lock (_lock)
        {
            _users++;
            _closing?.Dispose();
            _closing = null;
            if (_isBroken && _users == 1)
            {
                _producer?.Dispose();
                _producer = null;
            }

            if (_producer is null)
            {
                _isBroken = false;
                _producer = KafkaClients.Open(config, logger, error => _isBroken |= error.IsFatal);
            }

            return _producer;
        }
    }

    internal void Return()
    {
        lock (_lock)
        {
            if (--_users == 0)
            {
                _closing = time.CreateTimer(_ => CloseIfIdle(), null, idle, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose() => CloseIfIdle();

    private void CloseIfIdle()
    {
        IProducer<byte[]?, byte[]?>? producer;
        lock (_lock)
        {
            // Somebody may have taken it while the timer was due.
            if (_users > 0)
            {
                return;
            }

            (producer, _producer) = (_producer, null);
            _closing?.Dispose();
            _closing = null;
        }

        producer?.Dispose();
    }
}
