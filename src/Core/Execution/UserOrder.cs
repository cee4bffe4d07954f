using System.Runtime.ExceptionServices;

namespace OrleansStream.Execution;

/// <summary>Sorts by orders that may be the user's code.</summary>
internal static class UserOrder
{
    /// <summary>Calls something that sorts; what a comparer throws comes as it was thrown.</summary>
    internal static T Sort<T>(Func<T> sort)
    {
        try
        {
            return sort();
        }
        catch (InvalidOperationException wrapper) when (wrapper.InnerException is not null)
        {
            // The runtime wraps what a comparer throws when it sorts.
            ExceptionDispatchInfo.Throw(wrapper.InnerException);
            throw;
        }
    }
}
