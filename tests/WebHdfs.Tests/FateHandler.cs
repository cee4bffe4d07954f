namespace OrleansStream.WebHdfs.Tests;

/// <summary>The network of one process: each request has a fate, and after the process has ended there are no more.</summary>
/// <param name="next">Says what becomes of the next request; it may have the request wait.</param>
internal sealed class FateHandler(Func<HttpRequestMessage, Task<Fate>> next) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    /// <summary>Whether the process has ended.</summary>
    internal bool IsDead { get; private set; }

    /// <summary>A handler with which one request, counted from 1, has a fate, and all others pass.</summary>
    internal static FateHandler Of(int number, Fate fate)
    {
        int count = 0;
        return new FateHandler(_ => Task.FromResult(++count == number ? fate : Fate.Pass));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Fate fate = IsDead ? Fate.DieBefore : await next(request);
        IsDead = fate is Fate.DieBefore or Fate.DieAfter;
        if (fate is Fate.DieBefore or Fate.LoseRequest)
        {
            throw End();
        }

        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        if (fate != Fate.Pass)
        {
            answer.Dispose();
            throw End();
        }

        return answer;
    }

    private Exception End() => IsDead ? new InvalidOperationException("The process has ended.") : new HttpRequestException("The connection has ended.");
}
