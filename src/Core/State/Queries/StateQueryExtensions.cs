using OrleansStream.Stateful;

namespace OrleansStream;

/// <summary>Asks a context for the state of its operators.</summary>
public static class StateQueryExtensions
{
    /// <summary>A view of the state of an operator, to ask the running job through: from any thread, at the last committed batch.</summary>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TState">The type of its states; of windows with an inverse function, the values that they are reduced to.</typeparam>
    /// <param name="ssc">The context.</param>
    /// <param name="operatorName">The operator's name, as given with <c>Named</c>: of a <c>MapWithState</c>, an <c>UpdateStateByKey</c>, or a
    /// window by key with an inverse function.</param>
    /// <returns>The view, which may be made before the start and kept.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="ssc"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="operatorName"/> is null or white space.</exception>
    /// <exception cref="StateNotFoundException">No operator that has been defined so far keeps such state by that name.</exception>
    /// <exception cref="NotSupportedException">The job's state is kept by the partition hosts of a cluster.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException">Keys can be changed, and the type cannot be encoded, so that they cannot be copied either.</exception>
    public static EmbeddedStateView<TKey, TState> State<TKey, TState>(this StreamingContext ssc, string operatorName)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ArgumentException.ThrowIfNullOrWhiteSpace(operatorName);
        if (ssc.Runtime.Dispatcher.Hosts is not null)
        {
            throw new NotSupportedException($"The state of '{operatorName}' is kept by partition hosts, and not in this process, which coordinates the job.");
        }

        return new EmbeddedStateView<TKey, TState>(new StateQueries<TKey, TState>(ssc.Runtime.States.Find<TKey, TState>(operatorName), ssc), at: null);
    }
}
