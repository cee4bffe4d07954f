namespace OrleansStream.Receivers;

/// <summary>A receiver does not live where it was: it has to be started again.</summary>
internal sealed class ReceiverLostException(string message) : Exception(message);
