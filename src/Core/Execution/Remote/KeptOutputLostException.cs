using System.Globalization;

namespace OrleansStream.Execution;

/// <summary>A host is lost that had what an operator with state has given in a committed batch, and a later one looks back on it. The checkpoint has it: whoever
/// coordinates the job next goes on with that.</summary>
/// <param name="batch">The committed batch.</param>
internal sealed class KeptOutputLostException(BatchTime batch)
    : Exception(string.Create(
        CultureInfo.InvariantCulture, $"What an operator with state has given in batch {batch} is lost with its host; the job begins again from its checkpoint, which has it."));
