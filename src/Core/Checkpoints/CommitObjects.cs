namespace OrleansStream.Checkpoints;

/// <summary>The objects of one commit: written one after the other, before the head that names them.</summary>
/// <remarks>Names follow from the commit and count up without gaps, so that what a life leaves behind that ends before its head is written is found
/// by looking, in stores that cannot say what they hold.</remarks>
/// <param name="objects">Where they are.</param>
/// <param name="id">The commit.</param>
/// <param name="only">The only kind that is written, or null for any.</param>
internal sealed class CommitObjects(CheckpointObjects objects, string id, CheckpointKind? only = null)
{
    private static readonly (CheckpointKind Kind, string Folder)[] Folders =
    [
        (CheckpointKind.State, "states"),
        (CheckpointKind.Datasets, "datasets"),
        (CheckpointKind.Accumulator, "accumulators"),
        (CheckpointKind.Seals, "seals"),
        (CheckpointKind.Output, "outputs"),
    ];

    private readonly List<string> _names = [];
    private readonly List<string> _elsewhere = [];

    /// <summary>The commit.</summary>
    internal string Id => id;

    /// <summary>What has been written, or is about to be, by partition hosts too.</summary>
    internal IEnumerable<string> Names => _names.Concat(_elsewhere);

    /// <summary>What tells a commit from all others of a job.</summary>
    /// <param name="epoch">The epoch that writes it.</param>
    /// <param name="commit">Its number in that epoch, from 1.</param>
    internal static string IdOf(long epoch, long commit) => FormattableString.Invariant($"{epoch}-{commit}");

    /// <summary>The objects that a partition host writes for a commit, which count up by themselves.</summary>
    /// <param name="objects">Where they are.</param>
    /// <param name="commit">The commit's id.</param>
    /// <param name="host">The host's number.</param>
    internal static CommitObjects OfHost(CheckpointObjects objects, string commit, int host) =>
        new(objects, FormattableString.Invariant($"{commit}-h{host}"), CheckpointKind.State);

    /// <summary>Takes note of what a host has written.</summary>
    internal void AddWritten(IEnumerable<string> names) => _elsewhere.AddRange(names);

    /// <summary>Writes the next object.</summary>
    /// <returns>Its name.</returns>
    internal async Task<string> CreateAsync(CheckpointKind kind, ushort version, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        string name = NextName(kind);
        await objects.CreateAsync(name, kind, version, body, cancellation).ConfigureAwait(false);
        return name;
    }

    /// <summary>Names the next object, which is written when those before it have been.</summary>
    internal string NextName(CheckpointKind kind)
    {
        _names.Add(NameOf(Array.Find(Folders, one => one.Kind == kind).Folder, _names.Count));
        return _names[^1];
    }

    /// <summary>Writes an object that has its name and frame.</summary>
    internal Task WriteAsync(string name, ReadOnlyMemory<byte> framed, CancellationToken cancellation) => objects.CreateFramedAsync(name, framed, cancellation);

    /// <summary>Looks for the objects of a commit that another process may have begun.</summary>
    /// <returns>Their names, in the order in which they were written.</returns>
    internal async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancellation)
    {
        var found = new List<string>();
        while (await FindAsync(found.Count, cancellation).ConfigureAwait(false) is { } name)
        {
            found.Add(name);
        }

        return found;
    }

    private async Task<string?> FindAsync(int number, CancellationToken cancellation)
    {
        foreach ((_, string folder) in Folders.Where(one => only is null || one.Kind == only))
        {
            if (await objects.FindAsync(NameOf(folder, number), cancellation).ConfigureAwait(false) is not null)
            {
                return NameOf(folder, number);
            }
        }

        return null;
    }

    private string NameOf(string folder, int number) => FormattableString.Invariant($"{folder}/{id}-{number}");
}
