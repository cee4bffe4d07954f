using OrleansStream.Checkpoints;

namespace OrleansStream.Grains.Persistence;

/// <summary>A job's checkpoint in a provider of grain storage: Orleans' own persistence under the engine's contract.</summary>
/// <remarks>
/// <para>
/// The head is one record, swapped by its ETag. An object is one record if it is short; a longer one is cut into parts of bounded length,
/// announced before the first of them is written, and there as soon as its record says so.
/// </para>
/// <para>
/// Everything rests on one promise of the provider: of writers that name the same ETag, or none for a record that is not there, exactly
/// one succeeds, and the others get an <see cref="Orleans.Storage.InconsistentStateException"/>.
/// </para>
/// </remarks>
internal sealed class GrainCheckpointStore : ICheckpointStore
{
    /// <summary>How much of an object a record holds.</summary>
    internal const int DefaultPartLength = 512 << 10;

    // The first byte of the head's record says how it is stored.
    private const byte HeadForm = 1;

    private readonly GrainRecords _records;
    private readonly ObjectParts _parts;
    private readonly string _job;
    private readonly string _headKey;
    private readonly string _objects;
    private readonly int _partLength;
    private string? _seen;

    /// <summary>Makes a store; touches nothing yet.</summary>
    /// <param name="records">Where it is kept.</param>
    /// <param name="job">The job's name.</param>
    /// <param name="partLength">How much of an object a record holds.</param>
    internal GrainCheckpointStore(GrainRecords records, string job, int partLength = DefaultPartLength)
    {
        // Escaped, so that no name of a job can be taken for one and a piece of an object's.
        string escaped = Uri.EscapeDataString(job);
        _records = records;
        _job = job;
        _headKey = $"head/{escaped}";
        _objects = $"object/{escaped}/";
        _parts = new ObjectParts(records, $"part/{escaped}/");
        _partLength = partLength;
    }

    public async ValueTask<StoredHead?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        StoredRecord? found = await _records.ReadAsync(_headKey, cancellationToken);
        _seen = found?.Version;
        if (found is null)
        {
            return null;
        }

        return found.Content[0] == HeadForm
            ? new StoredHead(found.Version, found.Content.AsMemory(1))
            : throw new CheckpointVersionException(
                $"The head of '{this}' is stored in form {found.Content[0]}, which this program does not know. Continue the job with the version of OrleansStream that wrote it, or a newer one.");
    }

    public async ValueTask<string?> CompareAndSwapHeadAsync(string? expectedVersion, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        // Providers need not take an ETag that is none of theirs for one that has been replaced, so one that was not seen here is looked for.
        if (expectedVersion is not null && expectedVersion != _seen && (await ReadHeadAsync(cancellationToken))?.Version != expectedVersion)
        {
            return null;
        }

        byte[] record = new byte[1 + content.Length];
        record[0] = HeadForm;
        content.CopyTo(record.AsMemory(1));
        string? version = await _records.TryWriteAsync(_headKey, expectedVersion, record, cancellationToken);
        _seen = version ?? _seen;
        return version;
    }

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken)
    {
        ObjectName.Check(name);
        string? missedIn = null;
        while (await _records.ReadAsync(_objects + name, cancellationToken) is { } found && ObjectRecord.Read(found.Content, name) is { IsComplete: true } record)
        {
            if (!record.HasParts)
            {
                return record.Content;
            }

            if (await _parts.ReadAsync(name, record.Writers[0], cancellationToken) is { } content)
            {
                return content;
            }

            // It may be that it was being removed.
            if (missedIn == found.Version)
            {
                throw new CheckpointDamagedException(
                    $"'{name}' of the checkpoint in '{this}' lacks a part. Restore the storage from a copy that was taken as a whole, or start the job with a new checkpoint.");
            }

            missedIn = found.Version;
        }

        return null;
    }

    public async ValueTask<bool> CreateOnceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ObjectName.Check(name);
        if (content.Length <= _partLength)
        {
            if (await _records.TryWriteAsync(_objects + name, null, ObjectRecord.Of(content.Span), cancellationToken) is not null)
            {
                return true;
            }

            if (await _records.ReadAsync(_objects + name, cancellationToken) is { } found && ObjectRecord.Read(found.Content, name).IsComplete)
            {
                return false;
            }
        }

        return await CreateInPartsAsync(name, content, cancellationToken);
    }

    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        ObjectName.Check(name);
        string key = _objects + name;
        while (await _records.ReadAsync(key, cancellationToken) is { } found)
        {
            ObjectRecord record = ObjectRecord.Read(found.Content, name);
            string? version = found.Version;
            if (record is { HasParts: true, IsComplete: true })
            {
                // From here on it is not there, and yet it is known which parts may be.
                version = await _records.TryWriteAsync(key, version, ObjectRecord.OfBegun(record.Writers), cancellationToken);
            }

            if (version is null)
            {
                continue;
            }

            foreach (ObjectWriter writer in record.Writers)
            {
                await _parts.DeleteAsync(name, writer, cancellationToken);
            }

            if (await _records.TryDeleteAsync(key, version, cancellationToken))
            {
                return;
            }
        }
    }

    public override string ToString() => $"grain storage of job {_job}";

    private async Task<bool> CreateInPartsAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var writer = new ObjectWriter(Guid.NewGuid(), content.Length, _partLength);
        if (!await TryBeginAsync(name, writer, cancellation))
        {
            return false;
        }

        await _parts.WriteAsync(name, writer, content, cancellation);
        while (true)
        {
            StoredRecord? found = await _records.ReadAsync(_objects + name, cancellation);
            ObjectRecord? record = found is null ? null : ObjectRecord.Read(found.Content, name);
            if (record is { IsComplete: false })
            {
                byte[] complete = ObjectRecord.OfParts(writer, record.Writers.Where(other => other.Id != writer.Id));
                if (await _records.TryWriteAsync(_objects + name, found!.Version, complete, cancellation) is not null)
                {
                    return true;
                }

                continue;
            }

            await _parts.DeleteAsync(name, writer, cancellation);
            return record is null
                ? throw new IOException($"'{name}' of the checkpoint in '{this}' was removed while it was written.")
                : false;
        }
    }

    /// <summary>Announces that parts will be written, unless the object is there.</summary>
    private async Task<bool> TryBeginAsync(string name, ObjectWriter writer, CancellationToken cancellation)
    {
        while (true)
        {
            StoredRecord? found = await _records.ReadAsync(_objects + name, cancellation);
            ObjectRecord? record = found is null ? null : ObjectRecord.Read(found.Content, name);
            if (record is { IsComplete: true })
            {
                return false;
            }

            byte[] begun = ObjectRecord.OfBegun([.. record?.Writers ?? [], writer]);
            if (await _records.TryWriteAsync(_objects + name, found?.Version, begun, cancellation) is not null)
            {
                return true;
            }
        }
    }
}
