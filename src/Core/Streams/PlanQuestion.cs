namespace OrleansStream.Streams;

/// <summary>What the planning of a stream's dataset may want to know that neither the graph nor the seal says.</summary>
internal enum PlanQuestion
{
    /// <summary>Whether an operator that updates all its state has had input before.</summary>
    HasHadInput,

    /// <summary>Whether an operator has state, so that its initial state is no longer needed.</summary>
    HasState,

    /// <summary>What a function of the user has made of the datasets that it was given.</summary>
    Made,
}
