using System.Globalization;

namespace OrleansStream.Outputs;

/// <summary>Writes each batch as a directory of files that appears at once, after the batch's commit.</summary>
/// <param name="names">Where.</param>
/// <param name="format">How files are written.</param>
/// <param name="roll">Which batches are gathered into one directory; by default none.</param>
internal sealed class FileSink<T>(FileSinkNames names, FileOutputFormat<T> format, FileRoll? roll = null) : Sink<T>, IFileSink
{
    private readonly string _extension = FileSinkNames.Extension(format.Extension);

    public FileSinkNames Names => names;

    public override SinkWriter<T> Open(SinkPartition partition)
    {
        CheckPlace(partition.Batch);
        string path = names.Part(partition.Batch, partition.Index, partition.TaskAttempt);
        try
        {
            Directory.CreateDirectory(names.Attempt(partition.Batch));
            var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            return new FileSinkWriter<T>(format, file, path, partition.TaskAttempt);
        }
        catch (Exception error) when (FileErrors.Is(error))
        {
            throw FileErrors.Named(path, error);
        }
    }

    public override ValueTask<ReadOnlyMemory<byte>?> PrepareAsync(
        SinkBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        CheckPlace(batch);
        string target = Target(batch.Time);
        string success = FileSinkRun.Describe(batch, [.. parts.Select(part => FileSinkPart.From(part.Span))]);
        string ready = names.Ready(batch);
        FileErrors.Naming(ready, () =>
        {
            Directory.CreateDirectory(ready);
            for (int i = 0; i < parts.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Choose(batch, i, FileSinkPart.From(parts[i].Span));
            }

            DurableFiles.WriteNew(Path.Join(ready, FileSinkNames.Success), System.Text.Encoding.UTF8.GetBytes(success));
            foreach (string directory in new[] { ready, names.Attempt(batch), names.Staging(batch), Path.GetDirectoryName(target)! })
            {
                DurableFiles.SyncDirectory(directory);
            }
        });
        return ValueTask.FromResult<ReadOnlyMemory<byte>?>(new FileSinkToken(target, names.Staging(batch), ready, success, roll is null ? null : names.Roll(batch, roll)).ToBytes());
    }

    public override ValueTask PublishAsync(ReadOnlyMemory<byte> token, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FileSinkPublication.Publish(FileSinkToken.From(token), cancellationToken);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DiscardAsync(SinkBatch batch, CancellationToken cancellationToken)
    {
        string staging = names.Staging(batch);
        FileErrors.Naming(staging, () =>
        {
            if (Directory.Exists(names.Attempt(batch)))
            {
                Directory.Delete(names.Attempt(batch), recursive: true);
            }

            if (Directory.Exists(staging) && !Directory.EnumerateFileSystemEntries(staging).Any())
            {
                Directory.Delete(staging);
            }
        });
        return ValueTask.CompletedTask;
    }

    private string Target(BatchTime time) => names.Target(roll?.EndOf(time) ?? time);

    /// <summary>Fails if the batch could not be shown. Found out before the commit that fails the batch; found out after it, it would fail the job.</summary>
    private void CheckPlace(SinkBatch batch)
    {
        FileSinkPublication.CheckFree(Target(batch.Time));
        if (roll is not null)
        {
            names.Gathered(batch).CheckTakes(roll.EndOf(batch.Time).Milliseconds, batch.Time.Milliseconds);
        }
        else if (names.IsForBatches)
        {
            names.Gathered(batch).CheckNoneWaits(names.Target);
        }
    }

    /// <summary>Gives the file of the task attempt that counts its last name; those of others stay behind.</summary>
    private void Choose(SinkBatch batch, int partition, FileSinkPart part)
    {
        string path = names.Part(batch, partition, part.TaskAttempt);
        long length = new FileInfo(path).Length;
        if (length != part.Length)
        {
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture, $"'{path}' has {length} bytes and not the {part.Length} that were written; somebody changed it."));
        }

        File.Move(path, Path.Join(names.Ready(batch), FileSinkNames.PartName(partition) + _extension), overwrite: false);
    }
}
