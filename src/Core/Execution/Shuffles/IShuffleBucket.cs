using System.Buffers;

namespace OrleansStream.Execution;

/// <summary>What one map task made for one reduce partition.</summary>
internal interface IShuffleBucket : IDisposable
{
    /// <summary>How many records it holds.</summary>
    long Records { get; }

    /// <summary>Writes the records in the form that <see cref="ShuffleDependency.Decode"/> reads.</summary>
    void Encode(IBufferWriter<byte> output);
}
