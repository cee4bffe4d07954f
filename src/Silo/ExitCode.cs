namespace OrleansStream.Silo;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    internal const int Success = 0;

    /// <summary>Something outside failed.</summary>
    internal const int Failure = 1;

    /// <summary>The command line or the configuration breaks a rule.</summary>
    internal const int Usage = 2;
}
