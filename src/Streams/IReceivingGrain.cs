namespace OrleansStream.Streams;

/// <summary>A grain that a receiver lives in. Subscriptions are the grain's: what is published while its silo is lost goes to wherever it lives next.</summary>
internal interface IReceivingGrain
{
    /// <summary>Runs what must be in a turn of the grain.</summary>
    TaskScheduler Turns { get; }

    /// <summary>The stream that the receiver has subscribed to; null as long as it has not.</summary>
    (string Provider, StreamId Stream)? Subscribed { set; }

    /// <summary>Whether nobody here will take what comes by a subscription: the job is over, or receives something else now. Called in a turn.</summary>
    /// <param name="provider">The name of the stream's provider.</param>
    /// <param name="stream">The stream.</param>
    Task<bool> IsUnwantedAsync(string provider, StreamId stream);
}
