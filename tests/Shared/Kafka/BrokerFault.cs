namespace OrleansStream.Tests.Kafka;

/// <summary>What goes wrong with a request.</summary>
internal enum BrokerFault
{
    None,

    /// <summary>The connection breaks before it has an effect.</summary>
    Lost,

    /// <summary>The connection breaks after it has had its effect.</summary>
    AnswerLost,
}
