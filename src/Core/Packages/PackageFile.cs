namespace OrleansStream;

/// <summary>A file of a job package. Two are equal if path, length and hash are.</summary>
/// <param name="Path">Where it lies in the package: segments joined by '/'.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Hash">The SHA-256 of its content, 64 small hexadecimal digits.</param>
public sealed record PackageFile(string Path, long Length, string Hash);
