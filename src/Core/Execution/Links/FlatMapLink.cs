using System.Runtime.InteropServices;

namespace OrleansStream.Execution;

/// <summary>Pushes every element of the sequence that a function gives for a record.</summary>
internal struct FlatMapLink<TIn, TOut, TNext>(Func<TIn, IEnumerable<TOut>> function, TaskScope task, int number, TNext next)
    : IRecordSink<TIn>
    where TNext : struct, IRecordSink<TOut>
{
    internal TNext Next = next;

    public void Push(TIn record)
    {
        task.Current = number;
        IEnumerable<TOut> elements = function(record);

        // Arrays and lists are what Split and collection expressions give; walking them directly saves an enumerator.
        // The exact type is asked for, because a string[] also passes as an object[].
        if (elements is TOut[] array && array.GetType() == typeof(TOut[]))
        {
            foreach (TOut element in array)
            {
                Next.Push(element);
            }
        }
        else if (elements is List<TOut> list)
        {
            foreach (TOut element in CollectionsMarshal.AsSpan(list))
            {
                Next.Push(element);
            }
        }
        else
        {
            PushSequence(elements);
        }
    }

    private void PushSequence(IEnumerable<TOut>? elements)
    {
        if (elements is null)
        {
            throw FlatMapLink.NullSequence();
        }

        using IEnumerator<TOut> enumerator = elements.GetEnumerator();
        while (enumerator.MoveNext())
        {
            Next.Push(enumerator.Current);

            // A lazy sequence runs user code of this operator again at the next MoveNext.
            task.Current = number;
        }
    }
}

/// <summary>What all such links say.</summary>
internal static class FlatMapLink
{
    internal static InvalidOperationException NullSequence() =>
        new("The function given to FlatMap returned null; return an empty sequence for no elements.");
}
