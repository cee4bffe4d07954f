using Microsoft.Extensions.Logging;

namespace OrleansStream.Receivers;

internal sealed partial class ReceiverSupervisor
{
    private static void Restarting(ILogger logger, string stream, double delayMs, string message, Exception? error)
    {
        if (error is null)
        {
            RestartsPlanned(logger, stream, delayMs, message);
        }
        else
        {
            RestartsAfterError(logger, stream, delayMs, message, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Receiver of {Stream} started.")]
    private static partial void Started(ILogger logger, string stream);

    [LoggerMessage(Level = LogLevel.Information, Message = "Receiver of {Stream} stopped.")]
    private static partial void Stopped(ILogger logger, string stream);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Receiver of {Stream}: {Error}")]
    private static partial void Failed(ILogger logger, string stream, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The error that the receiver of {Stream} reported.")]
    private static partial void FailedWith(ILogger logger, string stream, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Receiver of {Stream} is to start again in {DelayMs} ms: {Reason}")]
    private static partial void RestartsPlanned(ILogger logger, string stream, double delayMs, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Receiver of {Stream} is to start again in {DelayMs} ms: {Reason}")]
    private static partial void RestartsAfterError(ILogger logger, string stream, double delayMs, string reason, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Receiver of {Stream} did not end within {Seconds} s after it was told to; it is left behind.")]
    private static partial void DoesNotEnd(ILogger logger, string stream, double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A loop of the receiver of {Stream} failed while it was being stopped.")]
    private static partial void FailedWhileStopping(ILogger logger, string stream, Exception error);
}
