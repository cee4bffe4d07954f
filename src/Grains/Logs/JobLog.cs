using Microsoft.Extensions.Logging;

namespace OrleansStream.Grains;

/// <summary>The last that this silo has logged about one job; older entries make room. Safe for several threads.</summary>
/// <param name="silo">The silo's address.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class JobLog(string silo, TimeProvider time)
{
    private const int MostEntries = 1000;
    private const long MostCharacters = 1 << 20;
    private const int LongestText = 8 << 10;

    private readonly Queue<LoggedEntry> _entries = new();
    private long _characters;
    private long _count;

    internal void Add(LogLevel level, string category, string message, Exception? exception)
    {
        var entry = new LoggedEntry(time.GetUtcNow(), (int)level, category, Cut(message), exception is null ? null : Cut(exception.ToString()), silo);
        lock (_entries)
        {
            _count++;
            _entries.Enqueue(entry);
            _characters += LengthOf(entry);
            while (_entries.Count > MostEntries || _characters > MostCharacters)
            {
                _characters -= LengthOf(_entries.Dequeue());
            }
        }
    }

    /// <summary>The entries after a number of them, oldest first.</summary>
    /// <param name="after">How many have been read; those that have made room since are left out.</param>
    /// <param name="most">How many of the newest at most.</param>
    internal LoggedPage Read(long after, int most)
    {
        lock (_entries)
        {
            int count = (int)Math.Min(Math.Min(Math.Max(0, _count - after), _entries.Count), most);
            return new LoggedPage([.. _entries.Skip(_entries.Count - count)], _count);
        }
    }

    private static int LengthOf(LoggedEntry entry) => entry.Category.Length + entry.Message.Length + (entry.Exception?.Length ?? 0);

    private static string Cut(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "...");
}
