using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>The stage of a batch that changes an operator's state: every batch runs it, whether or not an output wants what comes of it.</summary>
internal abstract class StateStage : ShuffleDependency
{
    private protected StateStage(Rdd input, int reduceCount, OperatorInfo info)
        : base(input, reduceCount, info)
    {
    }

    internal BatchTime Time => Parent.Time!.Value;

    /// <summary>The state that is changed.</summary>
    internal abstract OperatorState OperatorState { get; }

    /// <summary>At the coordinator, once the stage has begun: the version that is committed and those after it.</summary>
    internal IReadOnlyList<BatchId> Versions { get; private set; } = [];

    /// <summary>The batch whose version the stage changes, in the process that runs its tasks.</summary>
    internal BatchTime From { get; set; } = StateVersions.None.Time;

    internal override void OnStarting()
    {
        Versions = OperatorState.BeginStage(Time);
        From = Versions[^1].Time;
    }

    internal override void OnCompleted() => OperatorState.Versions.Complete(Parent.Scope.Plan!.Id);
}
