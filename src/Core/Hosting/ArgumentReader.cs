using System.Diagnostics.CodeAnalysis;

namespace OrleansStream.Hosting;

/// <summary>Reads text as a type, the same on every machine.</summary>
internal static class ArgumentReader<T>
{
    private static readonly (ArgumentReaders.TryRead<T> Read, string Rule)? Reader = ArgumentReaders.Find<T>();

    /// <summary>What a value must be, to be read after "it".</summary>
    internal static string Rule => Reader!.Value.Rule;

    /// <exception cref="NotSupportedException">Text cannot be read as this type.</exception>
    internal static void ThrowIfUnsupported()
    {
        if (Reader is null)
        {
            throw new NotSupportedException(
                $"No argument can be read as {typeof(T)}: it is neither a string, a number, a bool, a TimeSpan nor an enum, and not IParsable.");
        }
    }

    internal static bool TryRead(string text, [MaybeNullWhen(false)] out T value)
    {
        if (Reader is { } reader)
        {
            return reader.Read(text, out value);
        }

        value = default;
        return false;
    }
}
