using Microsoft.Extensions.Logging;
using OrleansStream.Outputs;

namespace OrleansStream.Sources;

/// <summary>A stream of the files that appear in directories: the coordinator lists, tasks read.</summary>
internal sealed partial class FileInputStream<T> : InputDStream<T>
{
    private readonly FilePlace _directories;
    private readonly Func<string, bool> _accepts;
    private readonly FileDataset<T> _dataset;
    private readonly TimeSpan _window;
    private NewFiles _newFiles;

    /// <param name="context">The context.</param>
    /// <param name="kind">What the source is called in names.</param>
    /// <param name="directories">Where the files are.</param>
    /// <param name="accepts">Which paths count; null for those that <see cref="FileListing.IsData"/> says.</param>
    /// <param name="newFilesOnly">Whether files from before now never count.</param>
    /// <param name="dataset">Makes a batch's dataset.</param>
    internal FileInputStream(
        StreamingContext context, string kind, FilePlace directories, Func<string, bool>? accepts, bool newFilesOnly, FileDataset<T> dataset)
        : base(context, kind)
    {
        _directories = directories;
        _accepts = accepts ?? FileListing.IsData;
        _dataset = dataset;
        _window = NewFiles.WindowOf(context.BatchInterval, context.Options.FileStreamMinRememberDuration);
        _newFiles = new NewFiles(newFilesOnly ? BatchTime.From(context.Options.TimeProvider.GetUtcNow()) : default, _window);
    }

    /// <summary>What counts as new does so from when the stream was first made, and what batches have taken stays taken.</summary>
    protected override ValueTask RestoreAsync(IReadOnlyList<BatchSeal> seals, CancellationToken cancellationToken)
    {
        _newFiles = new NewFiles(FileSeal.Decode(seals[^1].Seal.Content.Span).Threshold, _window);
        foreach (BatchSeal batch in seals)
        {
            _newFiles.Remember(batch.Time, FileSeal.Decode(batch.Seal.Content.Span).Files);
        }

        return ValueTask.CompletedTask;
    }

    protected override bool Remembers(SourceSeal seal, TimeSpan age) => age <= _window && FileSeal.HasFiles(seal.Content.Span);

    protected override async ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken)
    {
        TimeProvider clock = Context.Options.TimeProvider;
        long start = clock.GetTimestamp();
        IReadOnlyList<FileFacts> listed = await ListAsync(time, cancellationToken).ConfigureAwait(false);
        TimeSpan took = clock.GetElapsedTime(start);
        if (took > Context.BatchInterval)
        {
            ListingIsSlow(Context.Logger, Context.Options.JobName, Name, _directories.Path, took.TotalMilliseconds, Context.BatchInterval.TotalMilliseconds);
        }

        var seal = new FileSeal(_newFiles.Threshold, _newFiles.Take(time, listed));
        return Seal(0, seal.Description, seal.Encode());
    }

    protected override Rdd<T> Read(SealedInput<T> batch) =>
        _dataset(batch.Scope, _directories.Open(FileSeal.Decode(batch.Seal.Content.Span).Files, batch.Scope), Context.Options.FileSplitBytes, batch.Info);

    /// <summary>The files there are now; none when they cannot be listed, since a later batch will find them.</summary>
    private async ValueTask<IReadOnlyList<FileFacts>> ListAsync(BatchTime time, CancellationToken cancellation)
    {
        try
        {
            return await _directories.ListAsync(Accepts, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (FileErrors.Is(error))
        {
            ListingFailed(Context.Logger, Context.Options.JobName, Name, _directories.Path, time.Milliseconds, error);
            return [];
        }

        bool Accepts(string path)
        {
            try
            {
                return _accepts(path);
            }
            catch (Exception error)
            {
                throw OperatorFailedException.AtCoordinator(Info, time, error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: {Source} cannot list '{Directory}'; batch {BatchTime} ms takes no files.")]
    private static partial void ListingFailed(ILogger logger, string job, string source, string directory, long batchTime, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: {Source} took {ElapsedMs} ms to list '{Directory}', longer than the batch interval of {IntervalMs} ms; move files that are done elsewhere.")]
    private static partial void ListingIsSlow(ILogger logger, string job, string source, string directory, double elapsedMs, double intervalMs);
}
