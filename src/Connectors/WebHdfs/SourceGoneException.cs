namespace OrleansStream.WebHdfs;

/// <summary>What is being copied was removed meanwhile.</summary>
internal sealed class SourceGoneException : Exception;
