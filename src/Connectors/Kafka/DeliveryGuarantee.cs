namespace OrleansStream.Kafka;

/// <summary>What an output to topics promises.</summary>
public enum DeliveryGuarantee
{
    /// <summary>Records are sent as they are computed, and again when a task or a batch is tried again.</summary>
    AtLeastOnce,

    /// <summary>A batch's records appear together, in one transaction, after the batch is committed, and never again. Readers must use the isolation level
    /// <c>read_committed</c>, which is the default of Kafka's C clients and not of its Java client.</summary>
    ExactlyOnce,
}
