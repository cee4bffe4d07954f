namespace OrleansStream.Checkpoints;

/// <summary>Something that may be in the store although nothing needs it: a head says so until it is removed, so that no life that ends leaves it
/// behind for good.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The object's name, the commit's id, or what the names of the log's groups begin with.</param>
/// <param name="Since">When the last head that needed it was replaced, in Unix milliseconds.</param>
/// <param name="Group">Of a log, a group that is there as long as any is; of a commit, how many partition hosts may have written for it; else 0.</param>
internal sealed record Leftover(LeftoverKind Kind, string Name, long Since, long Group = 0)
{
    /// <summary>Whether an object is part of it.</summary>
    internal bool Covers(string name) => Kind switch
    {
        LeftoverKind.Object => name == Name,
        LeftoverKind.Commit => name.AsSpan(name.IndexOf('/') + 1).StartsWith(Name + "-", StringComparison.Ordinal),
        _ => name.StartsWith(Name, StringComparison.Ordinal),
    };
}
