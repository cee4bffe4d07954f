namespace OrleansStream;

/// <summary>How large the state of an operator is.</summary>
/// <param name="OperatorName">The operator.</param>
/// <param name="BatchTime">The committed batch that keys are counted at.</param>
/// <param name="Keys">How many keys have a state at that batch.</param>
/// <param name="Bytes">About how many bytes of memory the state takes now: also what older versions and batches on their way hold. What keys and
/// states refer to is estimated from a few of them.</param>
public sealed record StateSize(string OperatorName, BatchTime BatchTime, long Keys, long Bytes);
