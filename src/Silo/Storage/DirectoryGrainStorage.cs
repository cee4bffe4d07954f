using System.Globalization;
using System.Security.Cryptography;
using Orleans.Storage;
using OrleansStream.Checkpoints;
using OrleansStream.Outputs;

namespace OrleansStream.Silo;

/// <summary>Grain storage in a directory that this process alone has, for a silo that stands alone.</summary>
/// <remarks>
/// A record is a file, named by a hash of its key. It is replaced by a rename after the new one is on the disk, so that what a call has
/// answered survives a crash of the machine, and a killed process leaves the record as it was or as it was to be.
/// </remarks>
internal sealed class DirectoryGrainStorage : IGrainStorage
{
    private const int Locks = 64;

    private readonly IGrainStorageSerializer _serializer;
    private readonly string _records;
    private readonly string _temporary;
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, Locks).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Makes the storage; removes what a killed process was writing.</summary>
    /// <exception cref="IOException">The directory cannot be written; the message names the path.</exception>
    internal DirectoryGrainStorage(DataDirectory directory, IGrainStorageSerializer serializer)
    {
        _serializer = serializer;
        _records = Path.Join(directory.Path, "records");
        _temporary = Path.Join(directory.Path, "temporary");
        FileErrors.Naming(directory.Path, () =>
        {
            if (Directory.Exists(_temporary))
            {
                Directory.Delete(_temporary, recursive: true);
            }

            Directory.CreateDirectory(_temporary);
            for (int shard = 0; shard < 256; shard++)
            {
                Directory.CreateDirectory(Path.Join(_records, ShardOf((byte)shard)));
            }

            DurableFiles.SyncDirectory(_records);
            DurableFiles.SyncDirectory(directory.Path);
        });
    }

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => WithFileAsync(stateName, grainId, (path, _) =>
    {
        if (Read(path) is not { } found)
        {
            Forget(grainState);
            return;
        }

        grainState.State = _serializer.Deserialize<T>(new BinaryData(found.Content));
        grainState.ETag = Text(found.ETag);
        grainState.RecordExists = true;
    });

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        BinaryData content = _serializer.Serialize(grainState.State);
        return WithFileAsync(stateName, grainId, (path, key) =>
        {
            Check(path, key, grainState);
            long tag = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
            FileErrors.Naming(path, () => Replace(path, RecordFile.Encode(key, tag, content.ToMemory().Span)));
            grainState.ETag = Text(tag);
            grainState.RecordExists = true;
        });
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => WithFileAsync(stateName, grainId, (path, key) =>
    {
        Check(path, key, grainState);
        CheckpointDirectory.Delete(path);
        Forget(grainState);
    });

    private void Replace(string path, byte[] content)
    {
        string temporary = Path.Join(_temporary, Guid.NewGuid().ToString("n"));
        DurableFiles.WriteNew(temporary, content);
        File.Move(temporary, path, overwrite: true);
        DurableFiles.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    private static void Forget<T>(IGrainState<T> state)
    {
        state.State = Activator.CreateInstance<T>();
        state.ETag = null;
        state.RecordExists = false;
    }

    /// <exception cref="InconsistentStateException">The state is not the one that is stored.</exception>
    private static void Check<T>(string path, string key, IGrainState<T> state)
    {
        string? stored = Read(path) is { } found ? Text(found.ETag) : null;
        if (stored != state.ETag)
        {
            throw new InconsistentStateException($"'{key}' has been written by somebody else.", stored, state.ETag);
        }
    }

    private static RecordFile? Read(string path) => CheckpointDirectory.Read(path) is { } bytes ? RecordFile.Decode(bytes, path) : null;

    /// <summary>Does something with a record's file, off the caller's thread and one after the other.</summary>
    private async Task WithFileAsync(string stateName, GrainId grainId, Action<string, string> work)
    {
        string key = $"{stateName}/{grainId}";
        byte[] hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key));
        string path = Path.Join(_records, ShardOf(hash[0]), Convert.ToHexStringLower(hash));
        SemaphoreSlim access = _locks[hash[1] % Locks];
        await access.WaitAsync();
        try
        {
            await Task.Run(() => work(path, key));
        }
        finally
        {
            access.Release();
        }
    }

    private static string ShardOf(byte first) => first.ToString("x2", CultureInfo.InvariantCulture);

    private static string Text(long tag) => tag.ToString("x16", CultureInfo.InvariantCulture);
}
