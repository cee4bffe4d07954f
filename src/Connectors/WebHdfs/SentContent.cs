using System.Net;

namespace OrleansStream.WebHdfs;

/// <summary>A stream as the body of a request, which is left open, and whose progress is told.</summary>
/// <param name="stream">The stream, read from where it is.</param>
/// <param name="length">How many bytes it has.</param>
/// <param name="progress">Called before and after each piece.</param>
internal sealed class SentContent(Stream stream, long length, Action progress) : HttpContent
{
    private const int PieceLength = 1 << 16;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream target, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] piece = new byte[(int)Math.Min(PieceLength, Math.Max(length, 1))];
        progress();
        for (int read; (read = await stream.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0; progress())
        {
            await target.WriteAsync(piece.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
