namespace OrleansStream;

/// <summary>Is told what happens in a context: derive from it and override what is of interest.</summary>
/// <remarks>
/// Callbacks come one at a time, in order, off the engine's threads; a slow one delays later ones and, if it is very slow, the batches.
/// An exception from one is logged and changes nothing. Awaiting <see cref="StreamingContext.StopAsync"/> in one throws; call
/// <see cref="StreamingContext.RequestStop"/>. For a batch that runs, the order is submitted, started, then started and completed for each
/// output operation, and completed. Batches without any job are not told of.
/// </remarks>
public abstract class StreamingListener
{
    /// <summary>The context has started.</summary>
    /// <param name="time">When.</param>
    public virtual void OnStreamingStarted(DateTimeOffset time)
    {
    }

    /// <summary>A batch has been planned and waits for its turn.</summary>
    /// <param name="batch">The batch.</param>
    public virtual void OnBatchSubmitted(BatchInfo batch)
    {
    }

    /// <summary>A batch's first output operation starts.</summary>
    /// <param name="batch">The batch.</param>
    public virtual void OnBatchStarted(BatchInfo batch)
    {
    }

    /// <summary>An output operation starts.</summary>
    /// <param name="operation">The operation.</param>
    public virtual void OnOutputOperationStarted(OutputOperationInfo operation)
    {
    }

    /// <summary>An output operation has ended, well or not.</summary>
    /// <param name="operation">The operation.</param>
    public virtual void OnOutputOperationCompleted(OutputOperationInfo operation)
    {
    }

    /// <summary>A batch is over: it has run, well or not, is committed, and what it prepared is published.</summary>
    /// <param name="batch">The batch.</param>
    public virtual void OnBatchCompleted(BatchInfo batch)
    {
    }

    /// <summary>A receiver has started.</summary>
    /// <param name="receiver">The receiver.</param>
    public virtual void OnReceiverStarted(ReceiverInfo receiver)
    {
    }

    /// <summary>A receiver has reported an error; it may go on.</summary>
    /// <param name="receiver">The receiver.</param>
    public virtual void OnReceiverError(ReceiverInfo receiver)
    {
    }

    /// <summary>A receiver has stopped.</summary>
    /// <param name="receiver">The receiver.</param>
    public virtual void OnReceiverStopped(ReceiverInfo receiver)
    {
    }
}
