namespace OrleansStream.Outputs;

/// <summary>The hidden directory in which batches of an output wait for their span to end.</summary>
/// <remarks>
/// In it are a directory <c>END-TIME</c> for each batch; directories <c>joined-END-…</c> that processes join the files of a span in; and a file <c>chosen-END</c> that says which of them
/// is the one that counts. That file can be made once, and the one of the newest span stays. So a span has been ended when there is the file of it or of a later one, and whoever is late
/// sees that, since spans end in order.
/// </remarks>
/// <param name="path">The directory.</param>
internal sealed class GatheredBatches(string path)
{
    internal string Path => path;

    /// <summary>Where a batch waits.</summary>
    internal string Member(long end, long time) => System.IO.Path.Join(path, FormattableString.Invariant($"{end}-{time}"));

    /// <summary>What says which joined files of a span count.</summary>
    internal string Chosen(long end) => System.IO.Path.Join(path, FormattableString.Invariant($"{GatheredListing.ChosenPrefix}{end}"));

    /// <summary>A name of this process's own for a span's joined files.</summary>
    internal string NewJoined(long end) => System.IO.Path.Join(path, FormattableString.Invariant($"{GatheredListing.JoinedPrefix}{end}-{Guid.NewGuid():N}"));

    /// <summary>What there is now.</summary>
    internal GatheredListing List() => GatheredListing.Of(path);

    /// <summary>The newest span that has been ended by now, or null.</summary>
    internal long? NewestEnded() => List().NewestEnded;

    /// <summary>Fails if a batch cannot wait here: its span is over, or a batch of its time is here.</summary>
    /// <exception cref="IOException">So it is; the message says what is in the way and what to do.</exception>
    internal void CheckTakes(long end, long time)
    {
        GatheredListing listing = FileErrors.NamingRead(path, List);
        if (end <= listing.NewestEnded)
        {
            throw HasEnded(end, time, listing.NewestEnded.Value);
        }

        if (listing.Members.FirstOrDefault(one => one.Time == time).Path is { } member)
        {
            throw new IOException(FormattableString.Invariant(
                $"'{member}' is in the way: batch {time} has been committed and waits there for its span to end. It is not replaced: move it away, or write under another prefix."));
        }
    }

    /// <summary>Fails if batches wait here.</summary>
    /// <param name="target">What readers know a single batch by.</param>
    /// <exception cref="IOException">So it is; the message says which and what to do.</exception>
    internal void CheckNoneWaits(Func<BatchTime, string> target)
    {
        GatheredListing listing = FileErrors.NamingRead(path, List);
        (long end, long time, string? member) = listing.Members.FirstOrDefault(one => !(one.End <= listing.NewestEnded));
        if (member is not null)
        {
            throw new IOException(FormattableString.Invariant(
                $"'{member}' waits for its span to end, at {end}, and this output, which has no {nameof(FileOutputOptions.RollInterval)}, would never show it. Run the job once more with its {nameof(FileOutputOptions.RollInterval)} until that span appears, or rename what waits in '{path}', this one to '{target(new BatchTime(time))}'."));
        }
    }

    /// <summary>What a batch is refused with whose span is over.</summary>
    internal IOException HasEnded(long end, long time, long newest) => new(FormattableString.Invariant(
        $"Batch {time} belongs to the span until {end}, which is over, as '{Chosen(newest)}' says: its output would never be seen. The job computes batches again (from a savepoint, say), its slide duration or {nameof(FileOutputOptions.RollInterval)} has changed, or its clock has gone back. Write under another prefix; or, to have those spans written again, move away what they have shown and then remove that file."));

    /// <summary>Removes what an ended span no longer needs: its batches, what was joined in vain, and the word of earlier spans.</summary>
    /// <param name="end">The span.</param>
    /// <param name="listing">What there was after it had ended; what has come since is left.</param>
    internal void CleanUntil(long end, GatheredListing listing)
    {
        foreach ((long _, long _, string member) in listing.Members.Where(one => one.End <= end))
        {
            DurableFiles.DeleteDirectory(member);
        }

        foreach ((long _, string joined) in listing.Joined.Where(one => one.End <= end))
        {
            PutAside(joined);
        }

        foreach (string gone in listing.Gone)
        {
            DurableFiles.DeleteDirectory(gone);
        }

        foreach ((long _, string chosen) in listing.Chosen.Where(one => one.End < end))
        {
            File.Delete(chosen);
        }
    }

    /// <summary>Renames a directory that another process may still be writing files in, so that there will be no more, and removes it.</summary>
    private void PutAside(string joined)
    {
        if (!Directory.Exists(joined))
        {
            // A word that its process has not said, or has not taken back; or another process has put the directory aside.
            File.Delete(joined);
            return;
        }

        string gone = System.IO.Path.Join(path, FormattableString.Invariant($"{GatheredListing.GonePrefix}{Guid.NewGuid():N}"));
        try
        {
            Directory.Move(joined, gone);
        }
        catch (Exception error) when (FileErrors.Is(error) && !Directory.Exists(joined))
        {
            // Another process has put it aside.
        }

        DurableFiles.DeleteDirectory(gone);
    }
}
