namespace Welcome;

/// <summary>What every greeting ends with: a service of the job's own.</summary>
public sealed record Closing(string Text);
