namespace OrleansStream.Outputs;

/// <summary>A sink of files, whatever its records.</summary>
internal interface IFileSink
{
    /// <summary>Where it writes.</summary>
    FileSinkNames Names { get; }
}
