namespace OrleansStream.Connectors;

/// <summary>The body of an answer, which must not stand still for longer than a time limit, and is to have a certain length. Whatever fails is an
/// <see cref="IOException"/>.</summary>
internal sealed class ReceivedStream : Stream
{
    private readonly IDisposable _answer;
    private readonly Stream _body;
    private readonly string _sender;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private long _left;

    /// <param name="answer">The answer; disposed of with this stream.</param>
    /// <param name="body">Its body.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="sender">Who sends it, as the beginning of a sentence.</param>
    /// <param name="limit">How long a read may take.</param>
    /// <param name="time">The clock.</param>
    internal ReceivedStream(IDisposable answer, Stream body, long length, string sender, TimeSpan limit, TimeProvider time)
    {
        _answer = answer;
        _body = body;
        BodyLength = length;
        _left = length;
        _sender = sender;
        _limit = limit;
        _time = time;
    }

    /// <summary>How many bytes there are from the first one.</summary>
    internal long BodyLength { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var limited = new TimeLimit(_limit, _time, cancellationToken);
        try
        {
            return Counted(await _body.ReadAsync(buffer, limited.Token).ConfigureAwait(false), buffer.Length);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException(FormattableString.Invariant($"{_sender} has sent nothing for {_limit.TotalSeconds} s."), error);
        }
        catch (Exception error) when (IsOfClient(error, cancellationToken))
        {
            throw new IOException(error.Message, error);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return Counted(_body.Read(buffer, offset, count), count);
        }
        catch (Exception error) when (IsOfClient(error, CancellationToken.None))
        {
            throw new IOException(error.Message, error);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
            _answer.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Whether it is an error in the words of the service's client.</summary>
    private static bool IsOfClient(Exception error, CancellationToken cancellation) =>
        error is not (IOException or ArgumentException or ObjectDisposedException) && !cancellation.IsCancellationRequested;

    private int Counted(int read, int asked)
    {
        _left -= read;
        return read > 0 || asked == 0 || _left <= 0 ? read : throw new IOException(FormattableString.Invariant($"{_sender} has ended {_left} bytes too early."));
    }
}
