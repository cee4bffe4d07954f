using System.Text.Json;

namespace OrleansStream.Outputs;

/// <summary>Gathers prepared batches, and makes those of a span visible together when it has ended: their files are joined, and the directory of them appears by one rename.</summary>
/// <remarks>
/// <para>Batches are published in the order of their times, so when one is, all earlier ones have been gathered. A span is ended by its last batch, or, if that has no output, by the next
/// batch that has one.</para>
/// <para>Any process may stop after any step, and any other may repeat all of them, also at the same time. Batches are read, and never changed, until it is said whose joined files count; from
/// then on only these are looked at, be they in place already or not.</para>
/// </remarks>
internal static class FileRollPublication
{
    /// <exception cref="IOException">Something else is in the way, the batch's span is over, or the file system refused; the message names the path.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the publication can be repeated.</exception>
    internal static void Publish(FileSinkToken token, FileRollToken roll, CancellationToken cancellation)
    {
        foreach (string step in Steps(token, roll, cancellation))
        {
            _ = step;
        }
    }

    /// <summary>Does one step of the publication after the other, and tells each when it has been done.</summary>
    internal static IEnumerable<string> Steps(FileSinkToken token, FileRollToken roll, CancellationToken cancellation = default)
    {
        var gathered = new GatheredBatches(roll.Gathered);

        // Before the look at what is ready: whoever ended the span since then has gathered this batch first.
        GatheredListing before = FileErrors.NamingRead(gathered.Path, gathered.List);
        string own = gathered.Member(roll.End, roll.Time);
        if (Directory.Exists(token.Ready))
        {
            if (roll.End <= before.NewestEnded)
            {
                throw gathered.HasEnded(roll.End, roll.Time, before.NewestEnded.Value);
            }

            FileErrors.Naming(token.Ready, () => Gather(token.Ready, gathered, own));
            yield return "gathered";
        }

        FileErrors.Naming(token.Staging, () => FileSinkPublication.Clean(token));
        yield return "cleaned";

        // The batch has come into the directory after it was listed.
        (long End, long Time, string Path)[] batch = Directory.Exists(own) ? [(roll.End, roll.Time, own)] : [];
        ILookup<long, string> members = before.Members.Union(batch).Order().ToLookup(one => one.End, one => one.Path);
        IEnumerable<long> unsettled = before.NewestEnded is { } newest && !before.IsSettled(newest) ? [newest] : [];
        long[] ended = [.. members.Select(span => span.Key).Concat(unsettled).Where(end => IsEnded(end, roll)).Distinct().Order()];
        foreach (long end in ended)
        {
            cancellation.ThrowIfCancellationRequested();
            string target = roll.Target(end);
            if (!(end <= before.NewestEnded))
            {
                string? joined = FileErrors.Naming(gathered.Path, () => Join(gathered, end, target, members[end], cancellation));
                yield return "joined";

                FileErrors.Naming(gathered.Path, () => Choose(gathered, end, joined));
                yield return "chosen";
            }

            // Listed only now: if a later span has ended meanwhile, the word of this one says nothing any more.
            GatheredListing now = FileErrors.NamingRead(gathered.Path, gathered.List);
            if (end == now.NewestEnded)
            {
                FileErrors.Naming(target, () => Show(gathered, end, target));
                yield return "shown";
            }

            FileErrors.Naming(gathered.Path, () => gathered.CleanUntil(end, now));
            yield return "cleaned";
        }
    }

    private static bool IsEnded(long end, FileRollToken roll) => end >= 0 && (end < roll.End || (end == roll.End && roll.IsLast));

    private static void Gather(string ready, GatheredBatches gathered, string member)
    {
        Directory.CreateDirectory(gathered.Path);
        try
        {
            Directory.Move(ready, member);
        }
        catch (Exception error) when (FileErrors.Is(error) && !Directory.Exists(ready))
        {
            // Another process gathered it between our look and our move.
        }

        DurableFiles.SyncDirectory(gathered.Path);
        DurableFiles.SyncDirectory(Path.GetDirectoryName(gathered.Path)!);
    }

    /// <summary>Joins the files of a span, partition by partition, in the order of the batches.</summary>
    /// <returns>The directory of them, or null if another process has ended the span meanwhile.</returns>
    private static string? Join(GatheredBatches gathered, long end, string target, IEnumerable<string> members, CancellationToken cancellation)
    {
        string joined = gathered.NewJoined(end);
        bool isWhole = false;
        try
        {
            FileSinkPublication.CheckFree(target);
            Directory.CreateDirectory(joined);
            ILookup<string, string> parts = members.SelectMany(Directory.GetFiles)
                .Where(path => Path.GetFileName(path) != FileSinkNames.Success)
                .ToLookup(path => Path.GetFileName(path)!, StringComparer.Ordinal);
            foreach (IGrouping<string, string> part in parts)
            {
                Join(part, Path.Join(joined, part.Key), cancellation);
            }

            JsonElement[] batches = [.. members.Select(member => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Join(member, FileSinkNames.Success))))];
            byte[] success = [.. JsonSerializer.SerializeToUtf8Bytes(new { until = end, batches }), (byte)'\n'];
            DurableFiles.WriteNew(Path.Join(joined, FileSinkNames.Success), success);
            DurableFiles.SyncDirectory(joined);
            DurableFiles.SyncDirectory(gathered.Path);
            isWhole = true;
            return joined;
        }
        catch (Exception error) when (FileErrors.Is(error) && end <= gathered.NewestEnded())
        {
            // The batches are being removed, which is done only after their span has ended.
            return null;
        }
        finally
        {
            if (!isWhole)
            {
                Forget(joined);
            }
        }
    }

    /// <summary>Writes pieces one behind the other into a new file.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    internal static void Join(IEnumerable<string> pieces, string path, CancellationToken cancellation)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        foreach (string piece in pieces)
        {
            cancellation.ThrowIfCancellationRequested();
            using FileStream content = File.OpenRead(piece);
            content.CopyTo(file);
        }

        file.Flush(flushToDisk: true);
    }

    /// <summary>Removes what a try has joined that has failed, so that tries do not fill the disk.</summary>
    private static void Forget(string joined)
    {
        try
        {
            DurableFiles.DeleteDirectory(joined);
            File.Delete(joined + "-word");
        }
        catch (Exception error) when (FileErrors.Is(error))
        {
            // The error that the try has failed with says more. What is left goes when the span has ended.
        }
    }

    /// <summary>Says that a span has ended, and with which files, unless somebody has said it.</summary>
    private static void Choose(GatheredBatches gathered, long end, string? joined)
    {
        if (joined is null)
        {
            return;
        }

        bool mayBeSaid = false;
        try
        {
            string word = joined + "-word";
            DurableFiles.WriteNew(word, System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(joined)));
            mayBeSaid = true;
            _ = DurableFiles.TryGiveName(word, gathered.Chosen(end));
            File.Delete(word);
        }
        catch (Exception error) when (FileErrors.Is(error) && end <= gathered.NewestEnded())
        {
            // Who ended the span has removed what was joined in vain.
        }
        finally
        {
            if (!mayBeSaid)
            {
                Forget(joined);
            }
        }

        DurableFiles.SyncDirectory(gathered.Path);
    }

    /// <summary>Renames the joined files that count to what readers see, unless that has been done: then readers may have moved them on already.</summary>
    private static void Show(GatheredBatches gathered, long end, string target)
    {
        string? joined = null;
        try
        {
            joined = Path.Join(gathered.Path, File.ReadAllText(gathered.Chosen(end)));
            if (Directory.Exists(joined))
            {
                FileSinkPublication.Take(joined, target);
            }
        }
        catch (Exception error) when (FileErrors.Is(error) && (end < gathered.NewestEnded() || (joined is not null && !Directory.Exists(joined))))
        {
            // Another process showed it between our look and our move.
        }

        // Also what another has renamed must be on the disk before the batches go.
        DurableFiles.SyncDirectory(Path.GetDirectoryName(target)!);
    }
}
