using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Makes what a <see cref="RecipeWriter"/> has described.</summary>
internal sealed class RecipeReader : IDisposable
{
    private readonly Recipes _recipes;
    private readonly BatchScope? _batch;
    private readonly Dictionary<object, IReadOnlyList<CapturedCopy>> _known;
    private readonly BinaryReader _in;
    private readonly Type[] _types;
    private readonly List<CapturedCopy> _copies = [];

    /// <param name="recipes">What is known of the job.</param>
    /// <param name="bytes">The description.</param>
    /// <param name="batch">The home of the batch's datasets.</param>
    /// <param name="copies">The captured values of what has been made for the batch, which may not change.</param>
    internal RecipeReader(Recipes recipes, ReadOnlyMemory<byte> bytes, BatchScope? batch, Dictionary<object, IReadOnlyList<CapturedCopy>> copies)
    {
        _recipes = recipes;
        _batch = batch;
        _known = copies;
        _in = new BinaryReader(new MemoryStream(bytes.ToArray()));
        _in.BaseStream.Position = sizeof(int) * (1 + _in.ReadInt32());
        _types = new Type[_in.ReadInt32()];
        for (int i = 0; i < _types.Length; i++)
        {
            _types[i] = Type.GetType(_in.ReadString(), recipes.Defined.Code.LoadFromAssemblyName, typeResolver: null, throwOnError: true)!;
        }
    }

    public void Dispose() => _in.Dispose();

    /// <summary>The streams, by their places, whose datasets a recipe refers to; <see cref="RecipeWriter.Outputs"/> for those of output operations.</summary>
    internal static int[] NeedsOf(ReadOnlySpan<byte> recipe) => MemoryMarshal.Cast<byte, int>(recipe.Slice(sizeof(int), sizeof(int) * BinaryPrimitives.ReadInt32LittleEndian(recipe))).ToArray();

    /// <summary>The captured values in what has been read, which may not change.</summary>
    internal IReadOnlyList<CapturedCopy> Copies => _copies;

    /// <summary>Makes the next thing.</summary>
    internal object? Read()
    {
        var tag = (RecipeTag)_in.ReadByte();
        return tag switch
        {
            RecipeTag.Null => null,
            RecipeTag.Dataset => Known(_in.ReadInt64(), isShuffle: false),
            RecipeTag.Shuffle => Known(_in.ReadInt64(), isShuffle: true),
            RecipeTag.Made => ReadMade(),
            RecipeTag.Shared => _recipes.Find((SharedPart)_in.ReadByte(), _batch),
            RecipeTag.Fact => _recipes.Facts.Find(_in.ReadString()),
            RecipeTag.Function => ReadFunction(),
            RecipeTag.Cancellation => _batch?.Cancellation ?? default,
            RecipeTag.Value => ReadValue(),
            RecipeTag.Defined => _recipes.Defined.Find(_in.ReadString()),
            RecipeTag.Fields => ReadFields(),
            RecipeTag.KeyIdentity or RecipeTag.KeyOps or RecipeTag.Codec or RecipeTag.TupleOrder => TypeParts.Of(ReadType()).Find(tag, _recipes.Encoding),
            RecipeTag.Array => ReadArray(),
            RecipeTag.Memory => Activator.CreateInstance(ReadType(), Read()),
            RecipeTag.Type => ReadType(),
            _ => throw new InvalidOperationException($"A recipe has no part {tag}."),
        };
    }

    private Type ReadType() => _types[_in.Read7BitEncodedInt()];

    private object? ReadValue()
    {
        ValueCodec codec = ValueCodec.Of(ReadType(), _recipes.Encoding);
        string name = _in.ReadString();
        byte[] bytes = _in.ReadBytes(_in.Read7BitEncodedInt());
        if (!codec.IsMutable)
        {
            return codec.Read(bytes);
        }

        var copy = new CapturedCopy(name, codec, bytes);
        _copies.Add(copy);
        return copy.Value;
    }

    private Array ReadArray()
    {
        Type element = ReadType();
        var array = Array.CreateInstance(element, _in.Read7BitEncodedInt());
        for (int i = 0; i < array.Length; i++)
        {
            array.SetValue(Read(), i);
        }

        return array;
    }

    private object Known(long number, bool isShuffle) =>
        TryFind(number, isShuffle) ?? throw new InvalidOperationException(
            $"Batch {_batch?.Time} has {(isShuffle ? "shuffle" : "dataset")} {number} where the job is coordinated, and not here; the same code must define the job everywhere.");

    private object? TryFind(long number, bool isShuffle)
    {
        object? found = isShuffle ? _batch?.FindShuffle(number) : _batch?.FindDataset(number);
        if (found is not null && _known.TryGetValue(found, out IReadOnlyList<CapturedCopy>? copies))
        {
            _copies.AddRange(copies);
        }

        return found;
    }

    private object ReadMade()
    {
        Type type = ReadType();
        long number = _in.ReadInt64();
        int level = _in.ReadInt32();
        int length = _in.ReadInt32();
        bool isShuffle = type.IsAssignableTo(typeof(ShuffleDependency));
        object? made = number < 0 ? null : TryFind(number, isShuffle);
        if (made is not null)
        {
            _in.BaseStream.Position += length;
        }
        else
        {
            made = Make(type, number, _in.BaseStream.Position + length);
        }

        (made as Rdd)?.KeepAt(level < 0 ? null : (StorageLevel)level);
        return made;
    }

    private object Make(Type type, long number, long end)
    {
        int before = _copies.Count;
        var arguments = new List<object?>();
        while (_in.BaseStream.Position < end)
        {
            arguments.Add(Read());
        }

        using IDisposable? numbered = number < 0 ? null : PlanNumbers.Give(number);
        object made = _recipes.Constructors.Make(type, [.. arguments]);
        _known[made] = _copies[before..];
        return made;
    }

    private Delegate ReadFunction()
    {
        Type type = ReadType();
        Type declaring = ReadType();
        var version = new Guid(_in.ReadBytes(16));
        int token = _in.ReadInt32();
        var arguments = new Type[_in.Read7BitEncodedInt()];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = ReadType();
        }

        object? target = Read();
        if (declaring.Module.ModuleVersionId != version)
        {
            throw new InvalidOperationException($"{declaring.Module.Name} is not the same here as where the job is coordinated; all silos must have the same version of it.");
        }

        var method = (MethodInfo)MethodBase.GetMethodFromHandle(declaring.Module.ResolveMethod(token)!.MethodHandle, declaring.TypeHandle)!;
        return Delegate.CreateDelegate(type, target, arguments.Length > 0 ? method.MakeGenericMethod(arguments) : method);
    }

    private object ReadFields()
    {
        Type type = ReadType();
        object made = RuntimeHelpers.GetUninitializedObject(type);
        for (int left = _in.Read7BitEncodedInt(); left > 0; left--)
        {
            string declaring = _in.ReadString();
            string name = _in.ReadString();
            FieldInfo field = DefinedObjects.FieldsOf(type).FirstOrDefault(one => one.Name == name && one.DeclaringType!.Name == declaring)
                ?? throw new InvalidOperationException($"{TypeNames.Of(type)} has no field '{name}' here, other than where the job is coordinated.");
            field.SetValue(made, Read());
        }

        return made;
    }
}
