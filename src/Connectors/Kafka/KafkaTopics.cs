using System.Text.RegularExpressions;
using Confluent.Kafka;

namespace OrleansStream.Kafka;

/// <summary>Which partitions a stream reads. The job reads all of them itself: no consumer group shares them out.</summary>
public sealed class KafkaTopics
{
    private KafkaTopics(IReadOnlyList<string> names, Regex? pattern, IReadOnlyList<TopicPartition> partitions)
    {
        Names = names;
        Pattern = pattern;
        Partitions = partitions;
    }

    internal IReadOnlyList<string> Names { get; }

    internal Regex? Pattern { get; }

    internal IReadOnlyList<TopicPartition> Partitions { get; }

    /// <summary>All partitions of topics, also those that are added later.</summary>
    /// <param name="topics">The topics; at least one, and each must exist when the job starts.</param>
    /// <exception cref="ArgumentNullException"><paramref name="topics"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no topic, or one has no name.</exception>
    public static KafkaTopics Subscribe(params IReadOnlyList<string> topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        if (topics.Count == 0 || topics.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException($"A stream reads one or more topics, each with a name; these are [{string.Join(", ", topics)}].", nameof(topics));
        }

        return new KafkaTopics([.. topics.Distinct(StringComparer.Ordinal)], null, []);
    }

    /// <summary>All partitions of all topics whose whole name matches a pattern, also those that are made later. Kafka's own topics, which begin with
    /// two underscores, never match.</summary>
    /// <param name="pattern">A regular expression of .NET.</param>
    /// <exception cref="ArgumentException"><paramref name="pattern"/> is null, white space or no regular expression.</exception>
    public static KafkaTopics SubscribePattern(string pattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        return new KafkaTopics([], new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant), []);
    }

    /// <summary>These partitions and no others.</summary>
    /// <param name="partitions">The partitions, at least one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="partitions"/> is null.</exception>
    /// <exception cref="ArgumentException">There is none, or one is negative or has no topic.</exception>
    public static KafkaTopics Assign(params IReadOnlyList<TopicPartition> partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        if (partitions.Count == 0 || partitions.Any(each => each is null || string.IsNullOrWhiteSpace(each.Topic) || each.Partition.Value < 0))
        {
            throw new ArgumentException(
                $"A stream reads one or more partitions, each a number from 0 of a named topic; these are [{string.Join(", ", partitions)}].", nameof(partitions));
        }

        return new KafkaTopics([], null, [.. partitions.Distinct()]);
    }

    /// <summary>The topics for people.</summary>
    public override string ToString() => Pattern is not null ? Pattern.ToString() : string.Join(", ", Partitions.Count > 0 ? Partitions.Select(each => each.ToString()) : Names);
}
