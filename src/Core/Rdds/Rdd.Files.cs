using OrleansStream.Outputs;

namespace OrleansStream;

public abstract partial class Rdd<T>
{
    /// <summary>Computes the dataset and saves it as a directory of text files, one for each partition, with one record per line.</summary>
    /// <param name="path">The directory, which must not exist; a relative path is resolved now.</param>
    /// <param name="cancellationToken">Stops the computation; nothing shows then.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null, white space or no path.</exception>
    /// <exception cref="IOException"><paramref name="path"/> exists, or the file system refused; the message names the path.</exception>
    /// <exception cref="OperatorFailedException">A task failed.</exception>
    /// <remarks>
    /// The directory appears at once when all is written, with <c>part-00000</c> and so on and <c>_SUCCESS</c>; until then a hidden one beside it holds the files.
    /// Lines are as those of <see cref="DStream{T}.SaveAsTextFiles(string, string)"/>, which is what saves each batch of a stream exactly once: this method in a batch that is
    /// run again finds its directory in the way.
    /// </remarks>
    public Task SaveAsTextFileAsync(string path, CancellationToken cancellationToken = default) =>
        SaveAsync(path, "SaveAsTextFile", TextOutputFormat<T>.Instance, cancellationToken);

    /// <summary>Computes the dataset and saves it as a directory of compressed text files, one for each partition.</summary>
    /// <param name="path">The directory, which must not exist; a relative path is resolved now.</param>
    /// <param name="compression">How files are compressed; its extension ends their names, such as <c>part-00000.gz</c>.</param>
    /// <param name="cancellationToken">Stops the computation; nothing shows then.</param>
    /// <exception cref="ArgumentNullException"><paramref name="compression"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null, white space or no path.</exception>
    /// <exception cref="IOException"><paramref name="path"/> exists, or the file system refused; the message names the path.</exception>
    /// <exception cref="OperatorFailedException">A task failed.</exception>
    /// <remarks>Everything else is as for <see cref="SaveAsTextFileAsync(string, CancellationToken)"/>.</remarks>
    public Task SaveAsTextFileAsync(string path, CompressionCodec compression, CancellationToken cancellationToken = default) =>
        SaveAsync(path, "SaveAsTextFile", TextOutputFormat<T>.Instance.Compressed(compression), cancellationToken);

    /// <summary>Computes the dataset and saves it as a directory of files in the engine's own format, one for each partition, which
    /// <see cref="StreamingContext.ObjectFile"/> reads.</summary>
    /// <param name="path">The directory, which must not exist; a relative path is resolved now.</param>
    /// <param name="cancellationToken">Stops the computation; nothing shows then.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null, white space or no path.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> cannot be encoded.</exception>
    /// <exception cref="IOException"><paramref name="path"/> exists, or the file system refused; the message names the path.</exception>
    /// <exception cref="OperatorFailedException">A task failed.</exception>
    /// <remarks>The directory appears as for <see cref="SaveAsTextFileAsync(string, CancellationToken)"/>; files are those of <see cref="DStream{T}.SaveAsObjectFiles"/>.</remarks>
    public Task SaveAsObjectFileAsync(string path, CancellationToken cancellationToken = default) =>
        SaveAsync(path, "SaveAsObjectFile", new ObjectFileOutputFormat<T>(Scope.Encoding.CodecFor<T>()), cancellationToken);

    /// <summary>Computes the dataset and saves it as a directory of files in a format of your own, one for each partition.</summary>
    /// <param name="path">The directory, which must not exist; a relative path is resolved now.</param>
    /// <param name="format">How files are written. In the body of a batch on a cluster it must be one that the job's definition has made, or hold only what
    /// can be encoded.</param>
    /// <param name="cancellationToken">Stops the computation; nothing shows then.</param>
    /// <exception cref="ArgumentNullException"><paramref name="format"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null, white space or no path.</exception>
    /// <exception cref="IOException"><paramref name="path"/> exists, or the file system refused; the message names the path.</exception>
    /// <exception cref="OperatorFailedException">A task failed.</exception>
    /// <remarks>The directory appears as for <see cref="SaveAsTextFileAsync(string, CancellationToken)"/>; files are those of <see cref="DStream{T}.SaveAsFiles(string, FileOutputFormat{T}, string)"/>.</remarks>
    public Task SaveAsFilesAsync(string path, FileOutputFormat<T> format, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(format);
        return SaveAsync(path, "SaveAsFiles", format, cancellationToken);
    }

    private Task SaveAsync(string path, string name, FileOutputFormat<T> format, CancellationToken cancellation) =>
        SaveAsync(new FileSinkNames(path), name, format, cancellation);

    private async Task SaveAsync(FileSinkNames names, string name, FileOutputFormat<T> format, CancellationToken cancellation)
    {
        // A name of its own: two that save to one path do not meet until one of them finds the directory there.
        var batch = new SinkBatch(Scope.Job.Name, $"{name}-{Guid.NewGuid():N}", Time ?? default, Scope.Plan?.Id.Epoch ?? 0, Scope.Attempt);
        string target = names.Target(batch.Time);
        if (Path.Exists(target))
        {
            throw new IOException($"'{target}' exists and is not replaced; save to another path, or remove it first.");
        }

        var sink = new FileSink<T>(names, format);
        try
        {
            ReadOnlyMemory<byte>[] parts = await Scope.Job.Dispatcher.RunAsync(this, new SaveFilesAction<T>(name, sink, batch), partitions: null, cancellation).ConfigureAwait(false);
            ReadOnlyMemory<byte>? token = await sink.PrepareAsync(batch, parts, cancellation).ConfigureAwait(false);
            await sink.PublishAsync(token!.Value, cancellation).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            try
            {
                await sink.DiscardAsync(batch, CancellationToken.None).ConfigureAwait(false);
            }
            catch (IOException leftover)
            {
                throw new AggregateException(error, leftover);
            }

            throw;
        }
    }
}
