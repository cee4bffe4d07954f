using Microsoft.Extensions.Logging;
using OrleansStream.Metrics;

namespace OrleansStream.Receivers;

/// <summary>What a receiver's supervisor needs from whoever hosts it.</summary>
/// <param name="StreamId">The number of the stream that the receiver feeds among the context's input streams.</param>
/// <param name="StreamName">The operator name of that stream.</param>
/// <param name="Time">Where time comes from.</param>
/// <param name="BlockInterval">How often blocks are cut.</param>
/// <param name="RestartDelay">How long to wait before the receiver is started again.</param>
/// <param name="Listeners">Who is told of starts, errors and stops.</param>
/// <param name="Logger">Where messages go.</param>
internal sealed record ReceiverSettings(
    int StreamId, string StreamName, TimeProvider Time, TimeSpan BlockInterval, TimeSpan RestartDelay, ListenerBus Listeners, ILogger Logger);
