namespace OrleansStream;

/// <summary>Writes the records of one file, for a <see cref="FileOutputFormat{T}"/>; used by one thread.</summary>
/// <typeparam name="T">The records' type.</typeparam>
public abstract class FileRecordWriter<T> : IDisposable
{
    /// <summary>Writes a record.</summary>
    /// <param name="record">The record. Slices in it are valid until the writer is disposed.</param>
    public abstract void Write(T record);

    /// <summary>Ends the file: everything that it is to hold must be in the stream when this returns. What is written later is an error.</summary>
    public virtual void Complete()
    {
    }

    /// <summary>Frees what the writer holds. Without <see cref="Complete"/> the attempt has failed; what is written then goes nowhere.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the writer holds.</summary>
    /// <param name="disposing">Always true.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
