using OrleansStream.Storage;

namespace OrleansStream.Outputs;

/// <summary>Makes a prepared batch of objects visible: each is created once, and <c>_SUCCESS</c> last. It may be repeated at any point, by any process, and by
/// several at a time.</summary>
/// <remarks>
/// First all parts are copied, then what was staged is removed, and then <c>_SUCCESS</c> is created. Readers take a batch on once <c>_SUCCESS</c> is there, so nothing is staged
/// any more when they may: whoever comes later cannot publish it again. Without <c>_SUCCESS</c>, that nothing is staged says that all parts have been there.
/// </remarks>
internal sealed class ObjectSinkPublication(IObjectStore store, ObjectSinkToken token)
{
    private const int ComparedBytes = 1 << 16;

    private readonly string _success = $"{token.Target}/{FileSinkNames.Success}";

    /// <summary>Fails if something has the place of a batch that is not published.</summary>
    /// <exception cref="IOException">There is an object in its folder, or of its name.</exception>
    internal static async ValueTask CheckFreeAsync(IObjectStore store, string target, CancellationToken cancellation)
    {
        await foreach (ObjectInfo found in store.ListAsync(target, cancellation).ConfigureAwait(false))
        {
            if (found.Name == target || found.Name.StartsWith(target + "/", StringComparison.Ordinal))
            {
                throw InTheWay(store, found.Name);
            }
        }
    }

    /// <summary>Removes all objects whose names begin so.</summary>
    internal static async ValueTask RemoveAsync(IObjectStore store, string prefix, CancellationToken cancellation)
    {
        await foreach (ObjectInfo found in store.ListAsync(prefix, cancellation).ConfigureAwait(false))
        {
            await store.DeleteAsync(found.Name, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Publishes, or finishes what an earlier publication began, or does nothing if that was all.</summary>
    /// <exception cref="IOException">Something else is in the way, what was staged is gone, or the service refused; the message names the object.</exception>
    internal async ValueTask PublishAsync(CancellationToken cancellation)
    {
        bool isOver = await IsPublishedAsync(cancellation).ConfigureAwait(false) || !await ShowAsync(cancellation).ConfigureAwait(false);
        await RemoveAsync(store, token.Staging + "/", cancellation).ConfigureAwait(false);
        if (!isOver)
        {
            await SealAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Whether all of the batch is there for readers.</summary>
    /// <exception cref="IOException">All of another batch, or of another run, is there.</exception>
    private async ValueTask<bool> IsPublishedAsync(CancellationToken cancellation)
    {
        await using ObjectContent? found = await store.OpenReadAsync(_success, cancellation).ConfigureAwait(false);
        if (found is null)
        {
            return false;
        }

        using var reader = new StreamReader(found.Stream, System.Text.Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellation).ConfigureAwait(false) == token.Success ? true : throw InTheWay(store, _success);
    }

    /// <summary>Makes all parts be there.</summary>
    /// <returns>Whether they are; if not, all were, and readers have moved them on.</returns>
    private async ValueTask<bool> ShowAsync(CancellationToken cancellation)
    {
        HashSet<string> staged = await StagedAsync(cancellation).ConfigureAwait(false);
        if (staged.Count == 0 && token.Parts.Count > 0)
        {
            return await AreShownAsync(cancellation).ConfigureAwait(false);
        }

        foreach (ObjectSinkPart part in token.Parts)
        {
            // One that is not staged was removed by a publication that had copied all.
            ObjectCopy copy = staged.Contains(part.Staged) ? await store.TryCopyAsync(part.Staged, part.Published, cancellation).ConfigureAwait(false) : ObjectCopy.SourceMissing;
            if (copy == ObjectCopy.TargetExists && !await AreEqualAsync(part, cancellation).ConfigureAwait(false))
            {
                throw InTheWay(store, part.Published);
            }

            if (copy == ObjectCopy.SourceMissing && !await ExistsAsync(part.Published, cancellation).ConfigureAwait(false))
            {
                return await IsMovedOnAsync(cancellation).ConfigureAwait(false) ? false : throw Gone(part);
            }
        }

        return true;
    }

    /// <summary>Tells readers that all is there.</summary>
    private async ValueTask SealAsync(CancellationToken cancellation)
    {
        using var success = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(token.Success), writable: false);
        if (await store.TryCreateAsync(_success, success, cancellation).ConfigureAwait(false) is null)
        {
            await IsPublishedAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Whether another process has published all meanwhile, and readers have moved it on, or are about to.</summary>
    private async ValueTask<bool> IsMovedOnAsync(CancellationToken cancellation) =>
        await IsPublishedAsync(cancellation).ConfigureAwait(false)
        || ((await StagedAsync(cancellation).ConfigureAwait(false)).Count == 0 && !await AreShownAsync(cancellation).ConfigureAwait(false));

    /// <summary>Whether all parts are there for readers, of which nothing is staged; if none is, readers have moved them on.</summary>
    /// <exception cref="IOException">Some are.</exception>
    private async ValueTask<bool> AreShownAsync(CancellationToken cancellation)
    {
        HashSet<string> shown = await NamesAsync(token.Target + "/", cancellation).ConfigureAwait(false);
        if (token.Parts.FirstOrDefault(part => !shown.Contains(part.Published)) is not { } missing)
        {
            return true;
        }

        // Another process may have published it only now.
        return !token.Parts.Any(part => shown.Contains(part.Published)) || await IsPublishedAsync(cancellation).ConfigureAwait(false) ? false : throw Gone(missing);
    }

    /// <summary>The parts that are staged still, whatever other attempts have left beside them.</summary>
    private async ValueTask<HashSet<string>> StagedAsync(CancellationToken cancellation)
    {
        HashSet<string> staged = await NamesAsync(token.Staging + "/", cancellation).ConfigureAwait(false);
        staged.IntersectWith(token.Parts.Select(part => part.Staged));
        return staged;
    }

    private async ValueTask<bool> ExistsAsync(string name, CancellationToken cancellation) => (await NamesAsync(name, cancellation).ConfigureAwait(false)).Contains(name);

    private async ValueTask<HashSet<string>> NamesAsync(string prefix, CancellationToken cancellation)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (ObjectInfo found in store.ListAsync(prefix, cancellation).ConfigureAwait(false))
        {
            names.Add(found.Name);
        }

        return names;
    }

    /// <summary>Whether what readers see is what was staged. If that is gone, another process has seen it so; and if the other is, readers have taken what that process has published.</summary>
    private async ValueTask<bool> AreEqualAsync(ObjectSinkPart part, CancellationToken cancellation)
    {
        await using ObjectContent? staged = await store.OpenReadAsync(part.Staged, cancellation).ConfigureAwait(false);
        await using ObjectContent? published = staged is null ? null : await store.OpenReadAsync(part.Published, cancellation).ConfigureAwait(false);
        if (staged is null || published is null)
        {
            return true;
        }

        bool equal = staged.Length == published.Length;
        byte[] left = new byte[ComparedBytes], right = new byte[ComparedBytes];
        for (int read = ComparedBytes; equal && read == ComparedBytes;)
        {
            read = await staged.Stream.ReadAtLeastAsync(left, ComparedBytes, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            int other = await published.Stream.ReadAtLeastAsync(right, ComparedBytes, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            equal = left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, other));
        }

        return equal;
    }

    private IOException Gone(ObjectSinkPart part) => new(
        $"Cannot publish '{store}/{token.Target}': '{part.Staged}', which was staged for it, is gone, and '{part.Published}' is not there. Was it removed by a rule of the place for old objects? Or are readers moving the batch on, and have removed '{FileSinkNames.Success}' before the rest?");

    private static IOException InTheWay(IObjectStore store, string name) =>
        new($"'{store}/{name}' is in the way of a batch's output and is not replaced: move it away, or write under another prefix.");
}
