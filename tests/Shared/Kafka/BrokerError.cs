namespace OrleansStream.Tests.Kafka;

/// <summary>Errors of Kafka's protocol, by their numbers in it.</summary>
internal enum BrokerError : short
{
    None = 0,
    OffsetOutOfRange = 1,
    UnknownTopicOrPartition = 3,
    UnsupportedVersion = 35,
    TopicAlreadyExists = 36,
    DuplicateSequenceNumber = 46,
    InvalidProducerEpoch = 47,
    InvalidTxnState = 48,
}
