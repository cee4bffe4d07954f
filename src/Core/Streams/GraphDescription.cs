using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using OrleansStream.Execution;

namespace OrleansStream.Streams;

/// <summary>A job's graph as this process has defined it: other processes must have defined it alike.</summary>
internal sealed class GraphDescription
{
    private readonly Recipes _recipes;

    internal GraphDescription(StreamGraph graph, Recipes recipes)
    {
        _recipes = recipes;
        Operators =
        [
            .. graph.Streams.Select(stream => Describe(
                stream.Name, $"{stream.Kind} of {string.Join(", ", stream.Dependencies.Select(parent => parent.Name))} every {stream.SlideDuration}", stream, stream.IsMadeByBody)),
            .. graph.Outputs.Select(output => Describe(output.Info.Name, $"{output.Kind} of {output.Stream.Name}", output, output.IsBody)),
        ];
        byte[] text = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Operators.SelectMany(one => one.Traits.Prepend(one.Name))));
        Fingerprint = BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(text));
    }

    /// <summary>The streams and output operations, in order of definition.</summary>
    internal IReadOnlyList<OperatorDescription> Operators { get; }

    /// <summary>The same for the same graph.</summary>
    internal long Fingerprint { get; }

    /// <summary>Says what differs where the job is defined in another way.</summary>
    /// <param name="others">The operators there.</param>
    internal string DifferenceTo(IReadOnlyList<OperatorDescription> others)
    {
        for (int i = 0; i < Math.Max(Operators.Count, others.Count); i++)
        {
            OperatorDescription? here = Operators.ElementAtOrDefault(i);
            OperatorDescription? there = others.ElementAtOrDefault(i);
            if (here is null || there is null || here.Name != there.Name)
            {
                return $"operator {i + 1} is {here?.Name ?? "none"} where the job is coordinated and {there?.Name ?? "none"} on another host";
            }

            foreach ((string? one, string? other) in Paired(here.Traits, there.Traits))
            {
                if (one != other)
                {
                    return $"{here.Name} differs: {one ?? "nothing"} where the job is coordinated, and {other ?? "nothing"} on another host";
                }
            }
        }

        return "nothing that can be named differs";
    }

    private static IEnumerable<(string? Here, string? There)> Paired(IReadOnlyList<string> here, IReadOnlyList<string> there) =>
        Enumerable.Range(0, Math.Max(here.Count, there.Count)).Select(i => (here.ElementAtOrDefault(i), there.ElementAtOrDefault(i)));

    private OperatorDescription Describe(string name, string trait, object operation, bool isBody)
    {
        // What a body captures stays where it runs.
        IEnumerable<string> captured = isBody
            ? []
            : DefinedObjects.FieldsOf(operation.GetType())
                .Select(field => field.GetValue(operation))
                .OfType<Delegate>()
                .SelectMany(function => CapturedBy(function, new HashSet<object>(ReferenceEqualityComparer.Instance)));
        return new OperatorDescription(name, [trait, .. captured]);
    }

    private IEnumerable<string> CapturedBy(Delegate function, HashSet<object> seen) =>
        function.Target is { } target && seen.Add(function) ? Within(target, _recipes.FieldsOf(function.Method), seen) : [];

    private IEnumerable<string> Within(object owner, FunctionFields function, HashSet<object> seen)
    {
        if (!DefinedObjects.IsClosure(owner.GetType()))
        {
            yield break;
        }

        foreach (System.Reflection.FieldInfo field in DefinedObjects.FieldsOf(owner.GetType()).Where(function.Reads))
        {
            object? value = field.GetValue(owner);
            IEnumerable<string> found = value is Delegate inner ? CapturedBy(inner, seen)
                : value is not null && DefinedObjects.IsClosure(value.GetType()) ? Within(value, function, seen)
                : IsPlain(field.FieldType) ? [$"{field.Name} = {Text(value)}"]
                : [];
            foreach (string one in found)
            {
                yield return one;
            }
        }
    }

    private static bool IsPlain(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var plain
        && (plain.IsPrimitive || plain.IsEnum || plain == typeof(string) || plain == typeof(decimal) || plain == typeof(Guid) || plain == typeof(TimeSpan)
            || plain == typeof(DateTime) || plain == typeof(DateTimeOffset) || plain == typeof(DateOnly) || plain == typeof(TimeOnly));

    private static string Text(object? value) => value switch
    {
        null => "null",
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
