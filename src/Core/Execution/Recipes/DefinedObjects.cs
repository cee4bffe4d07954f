using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using OrleansStream.Streams;

namespace OrleansStream.Execution;

/// <summary>The objects that functions of a job's graph hold: every process that defines the job has them at the same place.</summary>
internal sealed class DefinedObjects
{
    /// <summary>The field of a closure that has the object in which it was made.</summary>
    internal const string This = "<>4__this";

    private const char Separator = '/';
    private const string Target = "()";


    private readonly Dictionary<string, object> _operators = new(StringComparer.Ordinal);
    private readonly Dictionary<object, string> _paths = new(ReferenceEqualityComparer.Instance);

    internal DefinedObjects(StreamGraph graph)
    {
        foreach (DStream stream in graph.Streams)
        {
            Add($"stream {stream.Place}", stream);
        }

        foreach (Outputs.OutputOperation output in graph.Outputs)
        {
            Add($"output {output.Id}", output);
        }
    }

    /// <summary>Where the job's code has been loaded.</summary>
    internal AssemblyLoadContext Code { get; private set; } = AssemblyLoadContext.Default;

    /// <summary>Where an object is, or null if the graph's functions do not hold it.</summary>
    internal string? PathOf(object value) => _paths.GetValueOrDefault(value);

    /// <summary>The object at a place.</summary>
    /// <exception cref="InvalidOperationException">There is none: the job has been defined in another way.</exception>
    internal object Find(string path)
    {
        string[] steps = path.Split(Separator);
        object? found = _operators.GetValueOrDefault(steps[0]);
        foreach (string step in steps.Skip(1))
        {
            found = found is null ? null : Step(found, step);
        }

        return found ?? throw new InvalidOperationException(
            $"The functions of this job hold nothing at '{path}' here, other than where the job is coordinated; the same code must define the job everywhere.");
    }

    internal static bool IsClosure(Type type) => type.IsNested && type.Name.StartsWith("<>c", StringComparison.Ordinal) && type.IsDefined(typeof(CompilerGeneratedAttribute));

    /// <summary>The instance fields of a type and of those it derives from.</summary>
    internal static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (Type? one = type; one is not null; one = one.BaseType)
        {
            foreach (FieldInfo field in one.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }

    private void Add(string path, object operation)
    {
        _operators.Add(path, operation);
        foreach (FieldInfo field in FieldsOf(operation.GetType()).Where(field => field.FieldType.IsAssignableTo(typeof(Delegate))))
        {
            Visit(path + Separator + field.Name, field.GetValue(operation), isFunctions: true);
        }
    }

    /// <param name="path">Where it is.</param>
    /// <param name="value">What is there.</param>
    /// <param name="isFunctions">Whether it is what functions are made of, so that what it holds is theirs.</param>
    private void Visit(string path, object? value, bool isFunctions)
    {
        if (value is Delegate function)
        {
            NoteCode(function.Method.Module.Assembly);
            Visit(path + Separator + Target, function.Target, isFunctions: true);
        }
        else if (value is not null && !value.GetType().IsValueType && _paths.TryAdd(value, path) && isFunctions && value.GetType().Assembly != typeof(object).Assembly)
        {
            foreach (FieldInfo field in FieldsOf(value.GetType()).Where(field => !field.FieldType.IsValueType))
            {
                Visit(path + Separator + field.Name, field.GetValue(value), IsClosure(value.GetType()) && (field.Name == This || IsClosure(field.FieldType)));
            }
        }
    }

    private void NoteCode(Assembly assembly)
    {
        if (AssemblyLoadContext.GetLoadContext(assembly) is { } context && context != AssemblyLoadContext.Default)
        {
            Code = context;
        }
    }

    private static object? Step(object from, string step) =>
        step == Target ? (from as Delegate)?.Target : FieldsOf(from.GetType()).FirstOrDefault(field => field.Name == step)?.GetValue(from);
}
