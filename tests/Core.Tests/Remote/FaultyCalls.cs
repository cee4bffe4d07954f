using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Calls between processes, within one: what they carry travels as bytes, and some are lost.</summary>
/// <param name="encoding">Encodes messages, as grain calls do.</param>
/// <param name="fault">Asked at every call for its number; whether it is lost before, or its answer after, it took effect.</param>
internal sealed class FaultyCalls(JobEncoding encoding, Func<int, CallFault> fault)
{
    private int _calls;

    internal async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        CallFault planned = fault(Interlocked.Increment(ref _calls));
        if (planned == CallFault.LostBefore)
        {
            throw new TimeoutException("The call was lost.");
        }

        T result = await call();
        return planned == CallFault.LostAfter ? throw new TimeoutException("The answer was lost.") : result;
    }

    internal T Travel<T>(T message) => WireValue.Read(encoding.CodecFor<T>(), WireValue.Write(encoding.CodecFor<T>(), message));
}

internal enum CallFault
{
    None,
    LostBefore,
    LostAfter,
}
