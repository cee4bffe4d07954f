using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace OrleansStream.Hosting;

/// <summary>Finds how a type is read from text.</summary>
internal static class ArgumentReaders
{
    internal delegate bool TryRead<T>(string text, [MaybeNullWhen(false)] out T value);

    internal static (TryRead<T> Read, string Rule)? Find<T>()
    {
        Type type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (type != typeof(T))
        {
            return Build<T>(nameof(OfNullable), type);
        }

        if (type == typeof(string))
        {
            return Cast<T, string>((string text, [MaybeNullWhen(false)] out string value) => (value = text) is not null, "must be given");
        }

        if (type == typeof(bool))
        {
            return Cast<T, bool>(bool.TryParse, "must be true or false");
        }

        if (type == typeof(TimeSpan))
        {
            return Cast<T, TimeSpan>(DurationText.TryRead, DurationText.Rule);
        }

        if (type.IsEnum)
        {
            return Build<T>(nameof(OfEnum), type);
        }

        // To .NET a char is a number, to a reader it is not.
        return type != typeof(char) && Implements(type, typeof(INumberBase<>)) ? Build<T>(nameof(OfNumber), type)
            : Implements(type, typeof(IParsable<>)) ? Build<T>(nameof(OfParsable), type)
            : null;
    }

    private static bool Implements(Type type, Type contract) => Array.Exists(
        type.GetInterfaces(),
        candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == contract && candidate.GetGenericArguments()[0] == type);

    // A constraint cannot be tested in code, so the method that has it is bound at run time.
    private static (TryRead<T> Read, string Rule)? Build<T>(string method, Type type) =>
        ((TryRead<T> Read, string Rule)?)typeof(ArgumentReaders)
            .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .Invoke(null, null);

    private static (TryRead<T> Read, string Rule)? Cast<T, TActual>(TryRead<TActual> read, string rule) => ((TryRead<T>)(object)read, rule);

    private static (TryRead<T?> Read, string Rule)? OfNullable<T>()
        where T : struct
    {
        if (Find<T>() is not { } inner)
        {
            return null;
        }

        return (Read, inner.Rule);

        bool Read(string text, out T? value)
        {
            bool read = inner.Read(text, out T plain);
            value = read ? plain : null;
            return read;
        }
    }

    private static (TryRead<T> Read, string Rule)? OfEnum<T>()
        where T : struct, Enum
    {
        string rule = $"must be one of {string.Join(", ", Enum.GetNames<T>())}";
        return (Read, rule);

        // Only names: numbers would pass for values that no name stands for.
        static bool Read(string text, out T value) =>
            Enum.TryParse(text, ignoreCase: true, out value) && !char.IsAsciiDigit(text.Trim()[0]) && text.Trim()[0] is not ('-' or '+');
    }

    private static (TryRead<T> Read, string Rule)? OfNumber<T>()
        where T : INumberBase<T>
    {
        bool whole = Implements(typeof(T), typeof(IBinaryInteger<>));
        NumberStyles style = whole ? NumberStyles.AllowLeadingSign : NumberStyles.Float;
        return (Read, $"must be a {(whole ? "whole number" : "number")}{Bounds<T>(whole)}");

        bool Read(string text, [MaybeNullWhen(false)] out T value) => T.TryParse(text, style, CultureInfo.InvariantCulture, out value);
    }

    private static (TryRead<T> Read, string Rule)? OfParsable<T>()
        where T : IParsable<T>
    {
        return (Read, $"must be a {typeof(T).Name} in the invariant culture");

        static bool Read(string text, [MaybeNullWhen(false)] out T value) => T.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    private static string Bounds<T>(bool whole)
    {
        if (!whole || !Implements(typeof(T), typeof(IMinMaxValue<>)))
        {
            return "";
        }

        object? Bound(string name) => typeof(T).GetField(name, BindingFlags.Public | BindingFlags.Static)?.GetValue(null);
        return Bound("MinValue") is { } least && Bound("MaxValue") is { } most
            ? string.Create(CultureInfo.InvariantCulture, $" from {least} to {most}")
            : "";
    }
}
