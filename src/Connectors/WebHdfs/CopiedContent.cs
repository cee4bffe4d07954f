using OrleansStream.Storage;

namespace OrleansStream.WebHdfs;

/// <summary>A file that is read in order to be written again, from its first byte for each attempt.</summary>
/// <param name="open">Opens it.</param>
internal sealed class CopiedContent(Func<Task<ObjectContent?>> open) : IAsyncDisposable
{
    private ObjectContent? _content;

    /// <summary>Opens it, once more if it has been opened before.</summary>
    /// <exception cref="SourceGoneException">It is gone.</exception>
    internal async Task<(Stream Content, long Length)> OpenAsync()
    {
        await DisposeAsync().ConfigureAwait(false);
        _content = await open().ConfigureAwait(false) ?? throw new SourceGoneException();
        return (_content.Stream, _content.Length);
    }

    public async ValueTask DisposeAsync()
    {
        if (_content is not null)
        {
            await _content.DisposeAsync().ConfigureAwait(false);
            _content = null;
        }
    }
}
