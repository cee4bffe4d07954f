namespace OrleansStream.WebHdfs.Tests;

/// <summary>Sends requests on without the options of renames, as a gateway does that does not know them.</summary>
internal sealed class ForgetfulHandler() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(request.RequestUri!.AbsoluteUri.Replace("&renameoptions=NONE", "", StringComparison.Ordinal));
        return base.SendAsync(request, cancellationToken);
    }
}
