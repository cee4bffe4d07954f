using System.Buffers;
using Microsoft.Win32.SafeHandles;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Moves key groups of one partition's state to disk and back.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="store">Where the memory limit is and the files are.</param>
/// <remarks>
/// The files are no checkpoint: they end with the process, and what is in them is in the checkpoint too. Small groups share a file, which goes
/// when the last of them is back. Used inside the partition's gate.
/// </remarks>
internal sealed class StateSpill<TKey, TState>(BlockStore store)
{
    // Entries that are encoded at a time.
    private const int FrameEntries = 4096;

    // A file takes no further group when it is as large as this: one that stays on disk keeps no more than that of others, which have long been back.
    private const int SharedBytes = 1 << 20;

    private readonly ArrayBufferWriter<byte> _scratch = new();
    private readonly List<ReadOnlyMemory<byte>> _frames = [];
    private RunFile? _file;
    private long _fileBytes;
    private long _counted;

    /// <summary>Whether there is more in memory than may be.</summary>
    internal bool IsShort => store.Used > store.Limit;

    /// <summary>Whether memory is so nearly full that it matters which groups are used.</summary>
    internal bool IsFilling => store.Used > store.Limit / 2;

    /// <summary>How many bytes more the state may take.</summary>
    internal long Room => Math.Max(0, store.Limit - store.Used);

    /// <summary>Tells the store how many bytes the state takes now.</summary>
    internal void Count(long bytes)
    {
        store.Reserve(bytes - _counted);
        _counted = bytes;
    }

    /// <summary>Tells the store that the state takes some bytes more, or less, than when it was last told.</summary>
    internal void Add(long bytes) => Count(_counted + bytes);

    /// <summary>Writes the states of a group to disk.</summary>
    /// <param name="entries">The keys with their states and when they were used.</param>
    /// <returns>Null if they cannot be written: keys or states have no codec, or the disk is full.</returns>
    internal SpilledGroup? TryWrite(ReadOnlySpan<(TKey Key, TState State, long Stamp)> entries)
    {
        if (store.CodecFor<(TKey Key, TState State, long Stamp)>() is not { } codec)
        {
            store.TellThatItStays<(TKey Key, TState State, long Stamp)>();
            return null;
        }

        long oldest = long.MaxValue;
        _frames.Clear();
        for (int start = 0; start < entries.Length; start += FrameEntries)
        {
            ReadOnlySpan<(TKey Key, TState State, long Stamp)> frame = entries.Slice(start, Math.Min(FrameEntries, entries.Length - start));
            _scratch.ResetWrittenCount();
            codec.WriteBlock(frame, _scratch);
            _frames.Add(_scratch.WrittenSpan.ToArray());
            foreach (ref readonly (TKey Key, TState State, long Stamp) entry in frame)
            {
                oldest = Math.Min(oldest, entry.Stamp);
            }
        }

        if (_file is null || _fileBytes >= SharedBytes)
        {
            Close();
            _file = new RunFile(store);
            _file.Hold();
        }

        long[] starts;
        try
        {
            starts = _file.Append(_frames);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It stays in memory, whatever the limit.
            store.TellThatItCannotSpill(error);
            return null;
        }

        _fileBytes += _frames.Sum(frame => (long)frame.Length);
        _file.Hold();
        return new SpilledGroup(_file, starts, entries.Length, oldest);
    }

    /// <summary>No group is written for now: the next one begins a file.</summary>
    internal void Close()
    {
        _file?.Release();
        _file = null;
        _fileBytes = 0;
    }

    /// <summary>Reads the states of a group.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    internal (TKey Key, TState State, long Stamp)[] Read(SpilledGroup group)
    {
        Codec<(TKey Key, TState State, long Stamp)> codec = store.CodecFor<(TKey Key, TState State, long Stamp)>()!;
        var entries = new (TKey Key, TState State, long Stamp)[group.Keys];
        (TKey Key, TState State, long Stamp)[] frame = ArrayPool<(TKey Key, TState State, long Stamp)>.Shared.Rent(FrameEntries);
        using SafeFileHandle handle = group.File.Open();
        int count = 0;
        foreach (long start in group.Frames)
        {
            int read = group.File.Read(handle, start, codec, ref frame);
            frame.AsSpan(0, read).CopyTo(entries.AsSpan(count));
            count += read;
        }

        ArrayPool<(TKey Key, TState State, long Stamp)>.Shared.Return(frame, clearArray: true);
        return entries;
    }
}
