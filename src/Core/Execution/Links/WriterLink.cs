using OrleansStream.Outputs;

namespace OrleansStream.Execution;

/// <summary>Hands records to a sink's writer.</summary>
internal readonly struct WriterLink<T>(SinkWriter<T> writer, TaskScope task, int number) : IRecordSink<T>
{
    public void Push(T record)
    {
        task.Current = number;
        if (writer.WantsMore)
        {
            writer.Write(record);
        }
        else
        {
            task.Satisfied = true;
        }
    }
}
