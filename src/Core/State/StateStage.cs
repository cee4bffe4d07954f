using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>The stage of a batch that changes an operator's state: every batch runs it, whether or not an output wants what comes of it.</summary>
internal abstract class StateStage : ShuffleDependency
{
    private protected StateStage(Rdd input, int reduceCount, OperatorInfo info)
        : base(input, reduceCount, info)
    {
    }
}
