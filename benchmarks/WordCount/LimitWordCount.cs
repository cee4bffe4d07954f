using System.Runtime.InteropServices;

namespace OrleansStream.Benchmarks;

/// <summary>The best hand-written word count: bytes from end to end, no string, a table made for words and nothing else.</summary>
internal sealed class LimitWordCount : IVariant
{
    private readonly TextInput _input;
    private readonly WordScanner[] _scanners;

    /// <param name="input">What to count.</param>
    /// <param name="threads">How many threads share it.</param>
    /// <param name="tokensOnly">Whether to stop at the words' hashes, as a phase.</param>
    public LimitWordCount(TextInput input, int threads, bool tokensOnly = false)
    {
        _input = input;
        _scanners = [.. Enumerable.Range(0, threads).Select(_ => new WordScanner(tokensOnly))];
    }

    public ValueTask RunAsync()
    {
        Partitioned.Run(_input.Blocks, _scanners.Length, CountShare);
        foreach (WordScanner other in _scanners.AsSpan(1))
        {
            _scanners[0].ShortWords.Merge(other.ShortWords);
            foreach ((string word, long count) in other.LongWords)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_scanners[0].LongWords, word, out _) += count;
            }
        }

        return ValueTask.CompletedTask;
    }

    public Answer TakeAnswer()
    {
        WordCountAnswer answer = default;
        ForEach((word, count) => answer.Add(word, count));
        return answer.ToAnswer();
    }

    /// <summary>Calls an action with each word that the last run found.</summary>
    public void ForEach(WordAction action)
    {
        _scanners[0].ShortWords.ForEach(action);
        foreach ((string word, long count) in _scanners[0].LongWords)
        {
            action(System.Text.Encoding.UTF8.GetBytes(word), count);
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (WordScanner scanner in _scanners)
        {
            scanner.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private WordScanner CountShare(ArraySegment<byte[]> blocks, int share)
    {
        WordScanner scanner = _scanners[share];
        scanner.Clear();
        foreach (byte[] block in blocks)
        {
            scanner.Count(block);
        }

        return scanner;
    }
}
