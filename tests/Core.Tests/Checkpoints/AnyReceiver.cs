namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A receiver that receives nothing.</summary>
internal sealed class AnyReceiver<T> : Receiver<T>
{
    protected override void OnStart()
    {
    }
}
