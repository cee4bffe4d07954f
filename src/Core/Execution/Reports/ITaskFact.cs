using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Something that task attempts report beside their results: parts of it are gathered by task and folded when the batch is committed.</summary>
/// <remarks>
/// An attempt that fails reports nothing, and a task that runs again replaces what it reported, so that what is folded is exact.
/// Implementations are safe for several threads. A name is the same in every process that defines the job.
/// </remarks>
internal interface ITaskFact
{
    /// <summary>Unique within the job.</summary>
    string Name { get; }

    /// <summary>A part that nothing has been added to.</summary>
    TaskFactPart NewPart();

    /// <summary>Writes a part in the form that <see cref="Decode"/> reads.</summary>
    ReadOnlyMemory<byte> Encode(TaskFactPart part);

    /// <summary>Reads a part that another process encoded.</summary>
    TaskFactPart Decode(ReadOnlySpan<byte> bytes);

    /// <summary>Adds a part for good; must not throw.</summary>
    void Fold(TaskFactPart part);

    /// <summary>How often the value has changed.</summary>
    long Changes { get; }

    /// <summary>Writes the value as it will be when parts have been folded, and changes nothing.</summary>
    /// <returns>Whether it could be; not if parts cannot be put together, which folding will tell.</returns>
    bool TryEncodeWith(IEnumerable<TaskFactPart> parts, IBufferWriter<byte> output);

    /// <summary>Takes the value that an earlier process encoded.</summary>
    /// <exception cref="CodecException">The bytes are damaged.</exception>
    /// <exception cref="ShapeMismatchException">The value is of another type.</exception>
    void Restore(ReadOnlySpan<byte> value);
}
