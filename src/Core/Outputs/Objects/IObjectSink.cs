namespace OrleansStream.Outputs;

/// <summary>A sink in an object store, whatever its records.</summary>
internal interface IObjectSink
{
    /// <summary>Where it writes.</summary>
    ObjectSinkNames Names { get; }
}
