namespace OrleansStream.Outputs;

/// <summary>Writes one attempt at one partition to a file, in a format.</summary>
internal sealed class FileSinkWriter<T> : SinkWriter<T>
{
    private readonly FileSinkStream _file;
    private readonly FileRecordWriter<T> _records;
    private readonly string _path;
    private readonly int _taskAttempt;
    private bool _isComplete;

    /// <param name="format">The format.</param>
    /// <param name="file">Where to; closed by the writer.</param>
    /// <param name="path">Its path, for errors.</param>
    /// <param name="taskAttempt">Which run of the task this is.</param>
    internal FileSinkWriter(FileOutputFormat<T> format, Stream file, string path, int taskAttempt)
    {
        _file = new FileSinkStream(file, path);
        _path = path;
        _taskAttempt = taskAttempt;
        try
        {
            _records = format.Open(_file) ?? throw new InvalidOperationException($"{format.GetType().Name}.Open returned null.");
        }
        catch
        {
            Remove();
            throw;
        }
    }

    public override void Write(T record) => _records.Write(record);

    public override ReadOnlyMemory<byte> Complete()
    {
        _records.Complete();
        _file.Complete();
        _isComplete = true;
        return new FileSinkPart(_taskAttempt, _file.Length).ToBytes();
    }

    protected override void Dispose(bool disposing)
    {
        if (!_isComplete)
        {
            // What the format still writes when it is freed must reach nobody.
            _file.Abandon();
        }

        try
        {
            _records.Dispose();
        }
        finally
        {
            if (!_isComplete)
            {
                Remove();
            }

            base.Dispose(disposing);
        }
    }

    private void Remove()
    {
        _file.Abandon();
        FileErrors.Naming(_path, () => File.Delete(_path));
    }
}
