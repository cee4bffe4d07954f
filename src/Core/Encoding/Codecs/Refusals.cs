namespace OrleansStream.Encoding;

/// <summary>Types that can never be data, with what to do instead.</summary>
internal static class Refusals
{
    /// <summary>Why the type is refused, whatever System.Text.Json thinks of it; null if it is not.</summary>
    internal static string? WhyNot(Type type)
    {
        if (type == typeof(object))
        {
            return "its values' types are not known before the job runs. Declare the real type, a base type with [JsonDerivedType], or register a codec (JobEncoding.Register).";
        }

        if (type.IsPointer || type.IsFunctionPointer || type == typeof(nint) || type == typeof(nuint))
        {
            return "it means nothing outside this process. Store the data that it points to.";
        }

        if (type.IsAssignableTo(typeof(Delegate)))
        {
            return "code is not data. Store what the code depends on, and make the delegate in the job's Define.";
        }

        if (type.IsAssignableTo(typeof(Task)) || type == typeof(ValueTask) || Is(type, typeof(ValueTask<>)))
        {
            return "it is a running operation, not data. Await it first (MapAsync), and store the result.";
        }

        if (type.IsAssignableTo(typeof(Stream)) || type.IsAssignableTo(typeof(TextReader)) || type.IsAssignableTo(typeof(TextWriter)))
        {
            return "it is a connection to a resource, not data. Read it and store bytes or text.";
        }

        if (type.IsAssignableTo(typeof(Exception)))
        {
            return "it refers to the process that threw it. Store its message, or its ToString().";
        }

        if (type.IsAssignableTo(typeof(CancellationTokenSource)) || type == typeof(CancellationToken) || type.IsAssignableTo(typeof(WaitHandle)))
        {
            return "it belongs to this process. Leave it out of the data, or mark the member with [JsonIgnore].";
        }

        if (type.IsArray && type.GetArrayRank() > 1)
        {
            return "arrays of several dimensions are not encoded. Use an array of arrays, or register a codec (JobEncoding.Register).";
        }

        return type.GetInterfaces().Append(type).Any(i => Is(i, typeof(IAsyncEnumerable<>)))
            ? "it is a running sequence, not data. Read it and store a list."
            : null;
    }

    private static bool Is(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;
}
