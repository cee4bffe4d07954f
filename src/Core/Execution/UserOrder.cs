using System.Runtime.ExceptionServices;

namespace OrleansStream.Execution;

/// <summary>Sorts by orders that may be the user's code.</summary>
internal static class UserOrder
{
    /// <summary>Calls something that sorts.</summary>
    /// <remarks>The runtime wraps what a comparer throws; here it comes as it was thrown.</remarks>
    internal static T Sort<T>(Func<T> sort)
    {
        try
        {
            return sort();
        }
        catch (InvalidOperationException wrapper) when (wrapper.InnerException is { } thrown)
        {
            ExceptionDispatchInfo.Throw(thrown);
            throw;
        }
    }
}
