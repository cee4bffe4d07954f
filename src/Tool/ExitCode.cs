namespace OrleansStream.Tool;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>All is well.</summary>
    internal const int Success = 0;

    /// <summary>What was asked for is not there, damaged, or does not answer.</summary>
    internal const int Failure = 1;

    /// <summary>The command line is wrong, or what it names breaks a rule.</summary>
    internal const int Usage = 2;
}
