using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Checkpoints;

/// <summary>Claims an epoch of a job's head and writes it from then on; the only code that swaps heads.</summary>
internal sealed class HeadKeeper(ICheckpointStore store, JobEncoding encoding)
{
    private readonly Codec<Head> _codec = encoding.CodecFor<Head>();
    private string? _version;

    /// <summary>The epoch that this keeper holds, 0 before <see cref="ClaimAsync"/>.</summary>
    internal long Epoch { get; private set; }

    /// <summary>Takes the job over: writes a head of the next epoch that continues the stored one.</summary>
    /// <param name="first">The head of a job that has none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The head as claimed.</returns>
    internal async Task<Head> ClaimAsync(Head first, CancellationToken cancellation)
    {
        while (true)
        {
            StoredHead? stored = await store.ReadHeadAsync(cancellation).ConfigureAwait(false);
            Head head = stored is null ? first with { Epoch = 1 } : Decode(stored.Content.Span);
            if (stored is not null)
            {
                head = head with { Epoch = head.Epoch + 1 };
            }

            _version = stored?.Version;
            if (await TrySwapAsync(head, cancellation).ConfigureAwait(false))
            {
                Epoch = head.Epoch;
                return head;
            }
        }
    }

    /// <summary>Writes the head.</summary>
    /// <exception cref="JobFencedException">A later epoch has taken the job over.</exception>
    internal async Task WriteAsync(Head head, CancellationToken cancellation)
    {
        if (!await TrySwapAsync(head, cancellation).ConfigureAwait(false))
        {
            throw new JobFencedException(
                $"Another coordinator has taken this job over, so epoch {Epoch} may not write any more. Nothing it has prepared since counts.");
        }
    }

    private async Task<bool> TrySwapAsync(Head head, CancellationToken cancellation)
    {
        byte[] content = Encode(head);
        try
        {
            string? version = await store.CompareAndSwapHeadAsync(_version, content, cancellation).ConfigureAwait(false);
            _version = version ?? _version;
            return version is not null;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // The swap may have taken effect before the call failed: what is stored now decides.
            StoredHead? stored = await store.ReadHeadAsync(cancellation).ConfigureAwait(false);
            if (stored is not null && stored.Content.Span.SequenceEqual(content))
            {
                _version = stored.Version;
                return true;
            }

            if (stored?.Version != _version)
            {
                return false;
            }

            throw;
        }
    }

    private byte[] Encode(Head head)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new RecordWriter(buffer);
        _codec.Write(ref writer, head);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private Head Decode(ReadOnlySpan<byte> content)
    {
        var reader = new RecordReader(content);
        return _codec.Read(ref reader);
    }
}
