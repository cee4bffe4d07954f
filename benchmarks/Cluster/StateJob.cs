namespace OrleansStream.ClusterBenchmarks;

/// <summary>Counts by key over all batches, and gives what has been counted in this one.</summary>
internal sealed class StateJob : MeasuredJob
{
    protected override DStream<(string Key, long Value)> Define(DStream<(string Key, long Value)> input, int partitions) =>
        input.MapWithState(StateSpec.Of<long>(), (key, value, state) =>
        {
            state.Update(state.GetOption().GetValueOrDefault(0) + value.Value);
            return (key, value.Value);
        }).Named("counts");
}
