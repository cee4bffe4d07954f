namespace OrleansStream.Kafka;

/// <summary>What becomes of a job whose next offset is no longer, or not yet, in its partition.</summary>
public enum OffsetOutOfRangePolicy
{
    /// <summary>It fails with a <see cref="OffsetOutOfRangeException"/>. Nothing is lost unseen.</summary>
    Fail,

    /// <summary>It goes on with the first offset there is. What is lost is logged and counted.</summary>
    Earliest,

    /// <summary>It goes on after the last offset there is. What is lost is logged and counted.</summary>
    Latest,
}
