namespace OrleansStream.Tool;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>All is well.</summary>
    internal const int Success = 0;

    /// <summary>The checkpoint is not there, damaged, or of a newer version.</summary>
    internal const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    internal const int Usage = 2;
}
