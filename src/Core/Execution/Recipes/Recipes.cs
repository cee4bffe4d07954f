using System.Collections.Concurrent;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using OrleansStream.Encoding;
using OrleansStream.Streams;

namespace OrleansStream.Execution;

/// <summary>What one process knows of a job for making datasets from recipes: descriptions of what user code in a batch's body has made elsewhere.</summary>
/// <remarks>Safe for several threads.</remarks>
internal sealed class Recipes(StreamingContext context)
{
    private readonly Lazy<DefinedObjects> _defined = new(() => new DefinedObjects(context.Graph));
    private readonly ConcurrentDictionary<MethodBase, FunctionFields> _functions = new();
    private readonly ConcurrentDictionary<FieldInfo, bool> _reassigned = new();
    private readonly ConcurrentDictionary<Type, bool> _encodable = new();

    internal JobEncoding Encoding => context.Runtime.Encoding;

    internal DefinedObjects Defined => _defined.Value;

    internal Constructors Constructors { get; } = new();

    internal TaskFacts Facts => context.Runtime.Facts;

    /// <summary>Describes what a function of the user has made.</summary>
    /// <exception cref="CapturedVariableException">It holds what cannot travel.</exception>
    /// <exception cref="InvalidOperationException">It is computed in one process only.</exception>
    internal ReadOnlyMemory<byte> Describe(Rdd made, string function)
    {
        if (made.IsLocal)
        {
            throw new InvalidOperationException(
                $"The function of {function} gives a dataset that other processes cannot make: of ToLocal(), or of other batches in a way that is not planned.");
        }

        using var recipe = new RecipeWriter(this, made.Scope);
        recipe.Add(made, made.GetType(), function);
        return recipe.Complete();
    }

    /// <summary>Makes what a recipe describes, for a batch.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="plan">The plan of the batch.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="planOutputs">Plans the output operations, if the recipe refers to what they make.</param>
    internal async ValueTask<T> ReadAsync<T>(ReadOnlyMemory<byte> recipe, BatchPlan plan, Func<RecipeReader, T> read, Func<Task>? planOutputs = null)
    {
        foreach (int stream in RecipeReader.NeedsOf(recipe.Span))
        {
            await (stream == RecipeWriter.Outputs ? planOutputs?.Invoke() ?? Task.CompletedTask : plan.PlanAsync(context.Graph.Streams[stream])).ConfigureAwait(false);
        }

        lock (plan.Copies)
        {
            using var reader = new RecipeReader(this, recipe, plan.Scope, plan.Copies);
            return read(reader);
        }
    }

    internal FunctionFields FieldsOf(MethodBase function) => _functions.GetOrAdd(function, FunctionFields.Of);

    internal bool IsReassigned(FieldInfo field) => _reassigned.GetOrAdd(field, FunctionFields.IsReassigned);

    /// <summary>What every process has one of, if an object is one of those.</summary>
    internal SharedPart? PartOf(object value, BatchScope? batch) =>
        ReferenceEquals(value, batch) ? SharedPart.Batch
        : ReferenceEquals(value, context.StaticScope) ? SharedPart.OutsideBatches
        : ReferenceEquals(value, context.Runtime) ? SharedPart.Runtime
        : ReferenceEquals(value, context.Runtime.Encoding) ? SharedPart.Encoding
        : ReferenceEquals(value, context.Runtime.Time) ? SharedPart.Time
        : ReferenceEquals(value, context.Runtime.Blocks) ? SharedPart.Blocks
        : null;

    internal object Find(SharedPart part, BatchScope? batch) => part switch
    {
        SharedPart.Batch => batch!,
        SharedPart.OutsideBatches => context.StaticScope,
        SharedPart.Runtime => context.Runtime,
        SharedPart.Encoding => context.Runtime.Encoding,
        SharedPart.Time => context.Runtime.Time,
        _ => context.Runtime.Blocks,
    };

    /// <summary>Whether values of a type can travel as results.</summary>
    internal bool CanSend(Type type) => IsEngine(type) || IsEncodable(type, out _);

    /// <summary>Whether values of a type have a codec.</summary>
    /// <param name="type">The type.</param>
    /// <param name="why">Why not, if that has just been found out.</param>
    internal bool IsEncodable(Type type, out UnsupportedTypeException? why)
    {
        why = null;
        if (_encodable.TryGetValue(type, out bool known))
        {
            return known;
        }

        try
        {
            _ = ValueCodec.Of(type, Encoding);
            return _encodable[type] = true;
        }
        catch (UnsupportedTypeException error)
        {
            why = error;
            return _encodable[type] = false;
        }
    }

    /// <summary>Whether a type is the engine's own, whose objects are known through and through.</summary>
    internal static bool IsEngine(Type type) => type.Assembly == typeof(Recipes).Assembly && type != typeof(Utf8Slice) && !type.IsArray;

    /// <summary>Whether values of a type are plain data, so that a copy is as good as the original.</summary>
    internal static bool IsData(Type type) =>
        type.IsValueType
        || type.IsArray
        || type == typeof(string) || type == typeof(Uri) || type == typeof(Version) || type == typeof(BigInteger)
        || type.Namespace is "System.Collections" or "System.Collections.Generic" or "System.Collections.Immutable" or "System.Collections.ObjectModel" or "System.Collections.Frozen"
        || type.GetMethod("<Clone>$") is not null
        || (type.IsDefined(typeof(CompilerGeneratedAttribute)) && !DefinedObjects.IsClosure(type) && !type.IsNested);

    /// <summary>Whether a type is that of functions in the form of objects.</summary>
    internal static bool IsFunctionObject(Type type) =>
        Array.Exists(type.GetInterfaces(), one => one.IsGenericType && (one.GetGenericTypeDefinition() == typeof(IComparer<>) || one.GetGenericTypeDefinition() == typeof(IEqualityComparer<>)))
        || IsPartitioner(type);

    private static bool IsPartitioner(Type? type) =>
        type is not null && ((type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Partitioner<>)) || IsPartitioner(type.BaseType));
}
