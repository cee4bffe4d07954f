using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using OrleansStream.Hosting;

namespace OrleansStream;

/// <summary>The named values that a job was started with. Immutable.</summary>
/// <remarks>
/// Values are text and are read as what the job asks for, the same on every machine: <see cref="string"/>, numbers, <see cref="bool"/>,
/// <see cref="TimeSpan"/> as <c>500ms</c>, <c>1s</c>, <c>2m</c> or <c>00:00:01</c>, enums by name, every type that is <see cref="IParsable{TSelf}"/>,
/// and nullable forms of them. Names are compared without regard to case.
/// </remarks>
public sealed class JobArguments
{
    private readonly FrozenDictionary<string, string> _values;

    /// <summary>Makes arguments from pairs.</summary>
    /// <param name="values">Names and values; each name once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is null.</exception>
    /// <exception cref="JobArgumentException">A name is empty or occurs twice, or a value is null.</exception>
    public JobArguments(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in values)
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                throw new JobArgumentException(name ?? "", value, "must have a name");
            }

            if (value is null)
            {
                throw new JobArgumentException(name, null, "must have a value");
            }

            if (!seen.TryAdd(name, value))
            {
                throw new JobArgumentException(name, value, $"must be given once and was already given as '{seen[name]}'");
            }
        }

        _values = seen.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>No arguments.</summary>
    public static JobArguments Empty { get; } = new([]);

    /// <summary>All names and their values, as given.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Reads a command line: <c>--name value</c>, <c>--name=value</c>, or <c>--name</c> alone, which stands for <c>--name=true</c>.</summary>
    /// <param name="commandLine">The words. One that starts with <c>--</c> is always a name; such a value needs the form with <c>=</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="commandLine"/> or a word in it is null.</exception>
    /// <exception cref="JobArgumentException">A word belongs to no name, or a name is empty or occurs twice.</exception>
    public static JobArguments Parse(params IReadOnlyList<string> commandLine)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        return new JobArguments(CommandLine.Pairs(commandLine));
    }

    /// <summary>These arguments with one added or replaced.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public JobArguments With(string name, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(value);
        return new JobArguments(_values.Where(pair => !_values.Comparer.Equals(pair.Key, name)).Append(new(name, value)));
    }

    /// <summary>Whether an argument was given.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public bool Contains(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return _values.ContainsKey(name);
    }

    /// <summary>The value of an argument that must be given.</summary>
    /// <typeparam name="T">What to read it as.</typeparam>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="JobArgumentException">The argument is missing or its value cannot be read as <typeparamref name="T"/>.</exception>
    /// <exception cref="NotSupportedException">No value can be read as <typeparamref name="T"/>.</exception>
    public T Get<T>(string name)
    {
        if (TryGet<T>(name, out var value))
        {
            return value;
        }

        throw new JobArgumentException(name, null, ArgumentReader<T>.Rule);
    }

    /// <summary>The value of an argument, or a default if it is not given. A value that cannot be read is an error all the same.</summary>
    /// <typeparam name="T">What to read it as.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="defaultValue">What it is if not given.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="JobArgumentException">The value cannot be read as <typeparamref name="T"/>.</exception>
    /// <exception cref="NotSupportedException">No value can be read as <typeparamref name="T"/>.</exception>
    public T Get<T>(string name, T defaultValue)
    {
        if (TryGet<T>(name, out var value))
        {
            return value;
        }

        return defaultValue;
    }

    /// <summary>The value of an argument, if it is given. A value that cannot be read is an error all the same.</summary>
    /// <typeparam name="T">What to read it as.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether the argument is given.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="JobArgumentException">The value cannot be read as <typeparamref name="T"/>.</exception>
    /// <exception cref="NotSupportedException">No value can be read as <typeparamref name="T"/>.</exception>
    public bool TryGet<T>(string name, [MaybeNullWhen(false)] out T value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentReader<T>.ThrowIfUnsupported();
        if (!_values.TryGetValue(name, out string? text))
        {
            value = default;
            return false;
        }

        return ArgumentReader<T>.TryRead(text, out value) ? true : throw new JobArgumentException(name, text, ArgumentReader<T>.Rule);
    }

    /// <summary>The arguments as a command line, in order of name.</summary>
    public override string ToString() =>
        string.Join(' ', _values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"--{pair.Key}={pair.Value}"));
}
