namespace OrleansStream.Storage;

/// <summary>What has come of <see cref="IObjectStore.TryCopyAsync"/>.</summary>
public enum ObjectCopy
{
    /// <summary>The copy is there.</summary>
    Made,

    /// <summary>There is an object of the target's name, and it is as it was.</summary>
    TargetExists,

    /// <summary>There is nothing to be copied.</summary>
    SourceMissing,
}
