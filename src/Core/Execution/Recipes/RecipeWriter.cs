using System.Reflection;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Describes what user code in a batch's body has made, so that a process with the job's code and the batch's plan can make it too.</summary>
/// <remarks>
/// Datasets and shuffles are described by what their constructors were given; functions by their method and those captured variables that they read. Data travels
/// by value; other objects must be such that the graph's functions hold them, as every process has those.
/// </remarks>
internal sealed class RecipeWriter : IDisposable
{
    /// <summary>What stands for the output operations where streams are named by their places.</summary>
    internal const int Outputs = -1;

    private readonly SortedSet<int> _needs = [];
    private readonly List<Type> _types = [];
    private readonly HashSet<object> _described = new(ReferenceEqualityComparer.Instance);
    private readonly MemoryStream _body = new();
    private readonly Recipes _recipes;
    private readonly BatchScope? _batch;
    private string _operator = "";

    /// <param name="recipes">What is known of the job.</param>
    /// <param name="batch">The home of the batch's datasets.</param>
    internal RecipeWriter(Recipes recipes, BatchScope? batch)
    {
        _recipes = recipes;
        _batch = batch;
        Out = new BinaryWriter(_body);
    }

    /// <summary>The captured values that have been written, by name.</summary>
    internal List<(string Name, byte[] Bytes)> Values { get; } = [];

    private BinaryWriter Out { get; }

    public void Dispose() => Out.Dispose();

    /// <summary>Describes one thing.</summary>
    /// <param name="value">The thing.</param>
    /// <param name="declared">What it is declared as.</param>
    /// <param name="function">Whose it is, for errors.</param>
    /// <exception cref="CapturedVariableException">It holds what cannot travel.</exception>
    internal void Add(object? value, Type declared, string function)
    {
        _operator = function;
        Write(value, declared, "");
    }

    /// <summary>The descriptions.</summary>
    internal ReadOnlyMemory<byte> Complete()
    {
        Out.Flush();
        using var whole = new MemoryStream();
        using var head = new BinaryWriter(whole);
        head.Write(_needs.Count);
        foreach (int stream in _needs)
        {
            head.Write(stream);
        }

        head.Write(_types.Count);
        _types.ForEach(type => head.Write(type.AssemblyQualifiedName!));
        head.Flush();
        _body.WriteTo(whole);
        return whole.ToArray();
    }

    private void Write(object? value, Type declared, string name)
    {
        Type? type = value?.GetType();
        switch (value)
        {
            case null:
                Write(RecipeTag.Null);
                break;
            case Rdd rdd:
                WriteDataset(rdd);
                break;
            case ShuffleDependency shuffle:
                WriteShuffle(shuffle);
                break;
            case Delegate function:
                WriteFunction(function, name);
                break;
            case Type one:
                Write(RecipeTag.Type);
                WriteType(one);
                break;
            case CancellationToken:
                Write(RecipeTag.Cancellation);
                break;
            case ITaskFact fact when ReferenceEquals(_recipes.Facts.TryFind(fact.Name), fact):
                Write(RecipeTag.Fact);
                Out.Write(fact.Name);
                break;
            case StreamingContext or DStream:
                throw NotPortable(name, type!);
            case not null when _recipes.PartOf(value, _batch) is { } part:
                Write(RecipeTag.Shared);
                Out.Write((byte)part);
                break;
            case not null when ArgumentOf(type!, typeof(KeyIdentity<>)) is { } key:
                Write(RecipeTag.KeyIdentity);
                WriteType(key);
                break;
            case not null when ArgumentOf(type!, typeof(Codec<>)) is { } encoded:
                Write(RecipeTag.Codec);
                WriteType(encoded);
                break;
            case not null when ArgumentOf(type!, typeof(TupleOrder<>)) is { } ordered:
                Write(RecipeTag.TupleOrder);
                WriteType(ordered);
                break;
            case ValueType when Array.Find(type!.GetInterfaces(), one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IKeyOps<>)) is { } ops:
                Write(RecipeTag.KeyOps);
                WriteType(ops.GetGenericArguments()[0]);
                break;
            case ValueType when type!.IsGenericType && type.GetGenericTypeDefinition() == typeof(ReadOnlyMemory<>):
                Write(RecipeTag.Memory);
                WriteType(type);
                Write(type.GetMethod(nameof(ReadOnlyMemory<>.ToArray))!.Invoke(value, null), type.GetGenericArguments()[0].MakeArrayType(), name);
                break;
            case Array array when !_recipes.IsEncodable(type!, out _):
                WriteArray(array, name);
                break;
            default:
                WriteObject(value, declared, name);
                break;
        }
    }

    private void WriteObject(object value, Type declared, string name)
    {
        Type type = value.GetType();
        UnsupportedTypeException? why = null;
        bool isFunction = Recipes.IsEngine(type) || Recipes.IsFunctionObject(type);
        bool isData = !isFunction && Recipes.IsData(type);
        if (isData && !OwnComparers.Has(value) && TryWriteValue(value, declared, name, out why))
        {
            return;
        }

        // Lists of what is no data, such as datasets.
        isFunction |= isData && value is System.Collections.IList;

        if (_recipes.Defined.PathOf(value) is { } path)
        {
            Write(RecipeTag.Defined);
            Out.Write(path);
        }
        else if (isFunction)
        {
            WriteFields(value, DefinedObjects.FieldsOf(type), name, reader: null);
        }
        else if (isData || value is IDisposable or IAsyncDisposable || !TryWriteValue(value, declared, name, out why))
        {
            throw NotPortable(name, type, why);
        }
    }

    private bool TryWriteValue(object value, Type declared, string name, out UnsupportedTypeException? why)
    {
        if (!_recipes.IsEncodable(value.GetType(), out why) && !_recipes.IsEncodable(declared, out _))
        {
            return false;
        }

        Type type = _recipes.IsEncodable(value.GetType(), out _) ? value.GetType() : declared;
        byte[] bytes = ValueCodec.Of(type, _recipes.Encoding).Write(value);
        Values.Add((name, bytes));
        Write(RecipeTag.Value);
        WriteType(type);
        Out.Write(name);
        Out.Write7BitEncodedInt(bytes.Length);
        Out.Write(bytes);
        return true;
    }

    private void WriteArray(Array array, string name)
    {
        Type element = array.GetType().GetElementType()!;
        Write(RecipeTag.Array);
        WriteType(element);
        Out.Write7BitEncodedInt(array.Length);
        foreach (object? one in array)
        {
            Write(one, element, name);
        }
    }

    private void WriteDataset(Rdd rdd)
    {
        if (rdd.Time is null && _recipes.Defined.PathOf(rdd) is { } path)
        {
            Write(RecipeTag.Defined);
            Out.Write(path);
            return;
        }

        WriteMade(rdd, rdd.Number, rdd.Scope, rdd.IsPlanned, rdd.Info, (int?)rdd.KeptAt ?? -1);
    }

    private void WriteShuffle(ShuffleDependency shuffle) =>
        WriteMade(shuffle, shuffle.Number, shuffle.Parent.Scope, shuffle.IsPlanned, shuffle.Info, level: -1);

    private void WriteMade(object made, long number, BatchScope home, bool isPlanned, OperatorInfo info, int level)
    {
        if (home.Time is not null && !ReferenceEquals(home, _batch))
        {
            throw new InvalidOperationException($"{info} belongs to batch {home.Time}; only datasets of the batch itself travel.");
        }

        if (home.Time is not null && (isPlanned || !_described.Add(made)))
        {
            if (isPlanned)
            {
                _needs.Add(PlanNumbers.StreamOf(number) ?? Outputs);
            }

            Write(made is Rdd ? RecipeTag.Dataset : RecipeTag.Shuffle);
            Out.Write(number);
            return;
        }

        Write(RecipeTag.Made);
        WriteType(made.GetType());
        Out.Write(number);
        Out.Write(level);
        string outer = _operator;
        _operator = info.ToString();

        // Who has it already passes over the arguments.
        long start = _body.Position;
        Out.Write(0);
        foreach ((object? value, Type declared, string name) in _recipes.Constructors.ArgumentsOf(made))
        {
            Write(value, declared, NameOfArgument(name, value));
        }

        long end = _body.Position;
        _body.Position = start;
        Out.Write((int)(end - start - sizeof(int)));
        _body.Position = end;
        _operator = outer;
    }

    private void WriteFunction(Delegate function, string name)
    {
        MethodInfo method = function.Method;
        if (function.GetInvocationList().Length > 1 || method.DeclaringType is null)
        {
            throw CapturedVariableException.NotPortable(name.Length > 0 ? name : "function", function.GetType(), _operator, cause: null);
        }

        Write(RecipeTag.Function);
        WriteType(function.GetType());
        WriteType(method.DeclaringType);
        Out.Write(method.Module.ModuleVersionId.ToByteArray());
        Out.Write(method.MetadataToken);
        Type[] arguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        Out.Write7BitEncodedInt(arguments.Length);
        Array.ForEach(arguments, WriteType);
        if (method.IsStatic)
        {
            // What an extension method extends, if it is one.
            Write(function.Target, typeof(object), name);
        }
        else
        {
            WriteOwner(function.Target!, _recipes.FieldsOf(method), name);
        }
    }

    /// <summary>Writes the object that a function belongs to: its closure, or the object that it is a method of.</summary>
    private void WriteOwner(object owner, FunctionFields function, string name)
    {
        Type type = owner.GetType();
        bool isClosure = DefinedObjects.IsClosure(type);
        if (!isClosure && _recipes.Defined.PathOf(owner) is { } path)
        {
            if (DefinedObjects.FieldsOf(type).FirstOrDefault(field => function.Reads(field) && _recipes.IsReassigned(field)) is { } changing)
            {
                throw CapturedVariableException.Reassigned(NameOf(changing), type, _operator);
            }

            Write(RecipeTag.Defined);
            Out.Write(path);
        }
        else if (!isClosure && Recipes.IsEngine(type))
        {
            Write(owner, type, name);
        }
        else
        {
            if (DefinedObjects.FieldsOf(type).FirstOrDefault(function.Assigns) is { } assigned)
            {
                throw CapturedVariableException.Assigned(NameOf(assigned), _operator);
            }

            WriteFields(owner, DefinedObjects.FieldsOf(type).Where(function.Reads), name, function);
        }
    }

    /// <param name="value">The object.</param>
    /// <param name="fields">Those of its fields that matter.</param>
    /// <param name="name">What it was reached through.</param>
    /// <param name="reader">The function that belongs to the object, or null if it is no closure.</param>
    private void WriteFields(object value, IEnumerable<FieldInfo> fields, string name, FunctionFields? reader)
    {
        FieldInfo[] written = [.. fields];
        Type type = value.GetType();
        Write(RecipeTag.Fields);
        WriteType(type);
        Out.Write7BitEncodedInt(written.Length);
        foreach (FieldInfo field in written)
        {
            object? held = field.GetValue(value);
            string inner = Recipes.IsEngine(type) ? NameOfArgument(NameOf(field), held)
                : value is System.Collections.IList ? name
                : Inside(name, NameOf(field));
            Out.Write(field.DeclaringType!.Name);
            Out.Write(field.Name);
            if (reader is not null && held is not null && (DefinedObjects.IsClosure(held.GetType()) || field.Name == DefinedObjects.This))
            {
                WriteOwner(held, reader, field.Name == DefinedObjects.This ? "this" : name);
            }
            else
            {
                Write(held, field.FieldType, inner);
            }
        }
    }

    private CapturedVariableException NotPortable(string name, Type type, Exception? cause = null) =>
        CapturedVariableException.NotPortable(name, type, _operator, cause);

    /// <summary>What the engine holds as users know it: with a function, the names of its variables begin.</summary>
    private static string NameOfArgument(string name, object? value) => value is Delegate ? "" : name;

    private static string Inside(string outer, string name) => name.Length == 0 ? outer : outer.Length == 0 ? name : $"{outer}.{name}";

    /// <summary>A field as its author knows it: a variable, a parameter, a property.</summary>
    private static string NameOf(FieldInfo field)
    {
        string name = field.Name;
        return name == DefinedObjects.This ? "this"
            : name.StartsWith("CS$<>", StringComparison.Ordinal) ? ""
            : name.StartsWith('<') ? name[1..name.IndexOf('>', StringComparison.Ordinal)]
            : name;
    }

    private static Type? ArgumentOf(Type type, Type generic)
    {
        for (Type? one = type; one is not null; one = one.BaseType)
        {
            if (one.IsGenericType && one.GetGenericTypeDefinition() == generic)
            {
                return one.GetGenericArguments()[0];
            }
        }

        return null;
    }

    private void Write(RecipeTag tag) => Out.Write((byte)tag);

    private void WriteType(Type type)
    {
        int known = _types.IndexOf(type);
        if (known < 0)
        {
            known = _types.Count;
            _types.Add(type);
        }

        Out.Write7BitEncodedInt(known);
    }
}
