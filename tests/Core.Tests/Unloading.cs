using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests;

/// <summary>Waits until code that nobody uses has left memory.</summary>
internal static class Unloading
{
    internal static async Task OfAsync(WeakReference context)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (context.IsAlive && TimeProvider.System.GetElapsedTime(start) < Waiting.Limit)
        {
            // System.Text.Json keeps accessors of types that it has seen for about a second, and drops them at its next use.
            _ = new JobEncoding().CodecFor<Line>();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.False(context.IsAlive, $"The context was still alive after {Waiting.Limit}.");
    }

    private sealed record Line(int Number);
}
