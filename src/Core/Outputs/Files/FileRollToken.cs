namespace OrleansStream.Outputs;

/// <summary>What publishing a batch needs that is gathered with others.</summary>
/// <param name="Gathered">The hidden directory of what the output has gathered.</param>
/// <param name="Stem">What the paths of the directories that readers see begin with; the end of the span in milliseconds follows.</param>
/// <param name="Ending">What they end with.</param>
/// <param name="Time">The batch time, in milliseconds.</param>
/// <param name="End">The end of the batch's span, in milliseconds.</param>
/// <param name="IsLast">Whether the batch is the last one of its span.</param>
internal sealed record FileRollToken(string Gathered, string Stem, string Ending, long Time, long End, bool IsLast)
{
    /// <summary>The directory of a span that readers see.</summary>
    internal string Target(long end) => FormattableString.Invariant($"{Stem}{end}{Ending}");
}
