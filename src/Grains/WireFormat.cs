using OrleansStream.Encoding;

namespace OrleansStream.Grains;

/// <summary>Encodes the engine's messages for grain calls.</summary>
internal sealed class WireFormat(JobEncoding encoding)
{
    /// <summary>For messages in which nothing is the job's: they need no definition of it.</summary>
    internal static WireFormat OfEngine { get; } = new(new JobEncoding());

    internal byte[] Write<T>(T message) => WireValue.Write(encoding.CodecFor<T>(), message);

    internal T Read<T>(ReadOnlySpan<byte> bytes) => WireValue.Read(encoding.CodecFor<T>(), bytes);
}
