namespace OrleansStream.Execution;

/// <summary>Pushes sequences that user code made.</summary>
internal static class Sequences
{
    /// <summary>Pushes every element until the rest is not wanted; whatever the sequence throws is the operator's failure.</summary>
    /// <param name="elements">What the user's function returned.</param>
    /// <param name="sink">Where to.</param>
    /// <param name="task">The task.</param>
    /// <param name="number">The operator's number in the task.</param>
    /// <exception cref="InvalidOperationException">The function returned null.</exception>
    internal static void Push<T, TSink>(IEnumerable<T>? elements, ref TSink sink, TaskScope task, int number)
        where TSink : struct, IRecordSink<T>
    {
        if (elements is null)
        {
            throw new InvalidOperationException("The function returned null; return an empty sequence for no records.");
        }

        int sinceCheck = 0;
        foreach (T element in elements)
        {
            sink.Push(element);
            task.Current = number;
            if (++sinceCheck == Chunks.Records)
            {
                sinceCheck = 0;
                if (!task.Continue())
                {
                    return;
                }
            }
        }
    }
}
