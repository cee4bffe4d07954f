using OrleansStream.Storage;

namespace OrleansStream.Outputs;

/// <summary>Makes a prepared batch of objects visible: each is created once, <c>_SUCCESS</c> last. It may be repeated at any point, by any process, and by
/// several at a time.</summary>
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
        if (!await IsPublishedAsync(cancellation).ConfigureAwait(false) && await IsStagedAsync(cancellation).ConfigureAwait(false))
        {
            await ShowAsync(cancellation).ConfigureAwait(false);
        }

        await RemoveAsync(store, token.Staging + "/", cancellation).ConfigureAwait(false);
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

    /// <summary>Whether what was prepared is there still. If nothing of it is, and nothing for readers, the batch was published, and readers have moved it on.</summary>
    /// <exception cref="IOException">It is gone, and the batch is there in part.</exception>
    private async ValueTask<bool> IsStagedAsync(CancellationToken cancellation)
    {
        await foreach (ObjectInfo _ in store.ListAsync(token.Staging + "/", cancellation).ConfigureAwait(false))
        {
            return true;
        }

        if (token.Parts.Count == 0)
        {
            return true;
        }

        await CheckFreeAsync(store, token.Target, cancellation).ConfigureAwait(false);
        return false;
    }

    private async ValueTask ShowAsync(CancellationToken cancellation)
    {
        foreach (ObjectSinkPart part in token.Parts)
        {
            switch (await store.TryCopyAsync(part.Staged, part.Published, cancellation).ConfigureAwait(false))
            {
                case ObjectCopy.SourceMissing when await IsPublishedAsync(cancellation).ConfigureAwait(false):
                    // Another process has finished meanwhile.
                    return;
                case ObjectCopy.SourceMissing:
                    throw new IOException($"Cannot publish '{store}/{token.Target}': '{part.Staged}', which was staged for it, is gone. Was it removed by a rule of the place for old objects?");
                case ObjectCopy.TargetExists when !await AreEqualAsync(part, cancellation).ConfigureAwait(false):
                    throw InTheWay(store, part.Published);
                default:
                    // It is there, by this copy, an earlier one or another process's.
                    break;
            }
        }

        using var success = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(token.Success), writable: false);
        if (await store.TryCreateAsync(_success, success, cancellation).ConfigureAwait(false) is null)
        {
            await IsPublishedAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Whether what readers see is what was staged; so it is if that is gone, since another process has then published it.</summary>
    private async ValueTask<bool> AreEqualAsync(ObjectSinkPart part, CancellationToken cancellation)
    {
        await using ObjectContent? staged = await store.OpenReadAsync(part.Staged, cancellation).ConfigureAwait(false);
        await using ObjectContent? published = await store.OpenReadAsync(part.Published, cancellation).ConfigureAwait(false);
        if (staged is null || published is null)
        {
            return await IsPublishedAsync(cancellation).ConfigureAwait(false);
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

    private static IOException InTheWay(IObjectStore store, string name) =>
        new($"'{store}/{name}' is in the way of a batch's output and is not replaced: move it away, or write under another prefix.");
}
