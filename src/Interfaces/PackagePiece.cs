namespace OrleansStream;

/// <summary>A piece of a file of a job package.</summary>
/// <param name="Path">Where the file lies in the package, for messages.</param>
/// <param name="Length">The length of the whole file in bytes.</param>
/// <param name="Hash">The SHA-256 of the whole file, 64 small hexadecimal digits.</param>
/// <param name="Number">Which piece of it, from 0.</param>
/// <param name="Bytes">What is in the piece: 256 KiB, or what is left of the file.</param>
[GenerateSerializer]
[Alias("orleans-stream.package-piece")]
[Immutable]
public sealed record PackagePiece(
    [property: Id(0)] string Path,
    [property: Id(1)] long Length,
    [property: Id(2)] string Hash,
    [property: Id(3)] int Number,
    [property: Id(4)] ReadOnlyMemory<byte> Bytes);
