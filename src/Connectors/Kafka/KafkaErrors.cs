using Confluent.Kafka;

namespace OrleansStream.Kafka;

/// <summary>What kinds of errors the client reports.</summary>
internal static class KafkaErrors
{
    /// <summary>Whether the brokers do not let the client in, so that waiting does not help.</summary>
    internal static bool IsRefusal(Error error) => error.Code is ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Ssl;

    /// <summary>Remembers what the client last said, unless it only says that what it said before has left it without a broker.</summary>
    internal static void Note(ref Error? last, Error error)
    {
        if (error.Code != ErrorCode.Local_AllBrokersDown || Volatile.Read(ref last) is null)
        {
            Volatile.Write(ref last, error);
        }
    }

    /// <summary>Whether the same may succeed a little later: a broker is away, or leadership is moving.</summary>
    internal static bool IsTransient(Error error) => error.Code is
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_TimedOut or ErrorCode.Local_TimedOutQueue or ErrorCode.Local_Resolve
        or ErrorCode.Local_WaitCoord or ErrorCode.RequestTimedOut or ErrorCode.NotLeaderForPartition or ErrorCode.LeaderNotAvailable or ErrorCode.BrokerNotAvailable
        or ErrorCode.ReplicaNotAvailable or ErrorCode.NetworkException or ErrorCode.KafkaStorageError or ErrorCode.FencedLeaderEpoch or ErrorCode.UnknownLeaderEpoch
        or ErrorCode.OffsetNotAvailable;
}
