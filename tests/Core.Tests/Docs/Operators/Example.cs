using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Docs.Operators;

/// <summary>Runs what a page shows.</summary>
internal static class Example
{
    /// <summary>The records of each batch of a stream, in order.</summary>
    /// <param name="define">Makes the stream of the input.</param>
    /// <param name="batches">What the input gives, batch by batch.</param>
    internal static async Task<IReadOnlyList<TOut>[]> RunAsync<TIn, TOut>(Func<DStream<TIn>, DStream<TOut>> define, params TIn[][] batches)
    {
        await using var harness = new StreamingTestHarness();
        define(harness.Context.AddressedInput<TIn>("in")).CollectTo("out");
        foreach (TIn[] batch in batches)
        {
            harness.Feed<TIn>("in").Append(batch);
        }

        await harness.StartAsync();
        await harness.AdvanceAsync(batches.Length);
        return [.. harness.Output<TOut>("out").Batches.Select(batch => batch.Records)];
    }

    /// <summary>The records of one batch of a stream that is made of two.</summary>
    internal static async Task<IReadOnlyList<TOut>> RunAsync<TLeft, TRight, TOut>(
        Func<DStream<TLeft>, DStream<TRight>, DStream<TOut>> define, TLeft[] left, TRight[] right)
    {
        await using var harness = new StreamingTestHarness();
        define(harness.Context.AddressedInput<TLeft>("left"), harness.Context.AddressedInput<TRight>("right")).CollectTo("out");
        harness.Feed<TLeft>("left").Append(left);
        harness.Feed<TRight>("right").Append(right);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        return harness.Output<TOut>("out").Batches[0].Records;
    }
}
