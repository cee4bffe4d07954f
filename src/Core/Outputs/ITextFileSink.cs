namespace OrleansStream.Outputs;

/// <summary>A sink of text files, whatever its records.</summary>
internal interface ITextFileSink
{
    /// <summary>Where it writes.</summary>
    TextFileNames Names { get; }
}
