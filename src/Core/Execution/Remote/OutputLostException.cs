using System.Globalization;

namespace OrleansStream.Execution;

/// <summary>Hosts do not have what map tasks have left there: they have been replaced since.</summary>
/// <param name="outputs">The shuffles, at least one.</param>
/// <param name="host">One of the hosts.</param>
internal sealed class OutputLostException(IReadOnlyList<LostOutput> outputs, int host)
    : Exception(string.Create(
        CultureInfo.InvariantCulture,
        $"Host {host} does not have what map tasks of shuffle {outputs[0].Shuffle} of attempt {outputs[0].Batch.Attempt} of batch {outputs[0].Batch.Time} have left there; {outputs.Count - 1} other shuffles have lost outputs too."))
{
    internal IReadOnlyList<LostOutput> Outputs => outputs;
}
