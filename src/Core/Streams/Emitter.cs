namespace OrleansStream;

/// <summary>Takes the results of a <c>FlatMap</c> function one by one, without a collection in between.</summary>
/// <typeparam name="T">The results' type.</typeparam>
/// <remarks>Valid only inside the call that it was given to, on the thread of that call.</remarks>
public abstract class Emitter<T>
{
    private protected Emitter()
    {
    }

    /// <summary>Passes one result on to the next operator.</summary>
    /// <param name="record">The result.</param>
    public abstract void Emit(T record);
}
