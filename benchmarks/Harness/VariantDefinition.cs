namespace OrleansStream.Benchmarks;

/// <summary>A variant as its workload lists it.</summary>
internal sealed class VariantDefinition
{
    private readonly Func<IInput, int, IVariant> _create;

    private VariantDefinition(string name, VariantKind kind, Func<IInput, int, IVariant> create)
    {
        Name = name;
        Kind = kind;
        _create = create;
    }

    /// <summary>A variant over text.</summary>
    /// <param name="name">Its name in the report, unique in the workload.</param>
    /// <param name="kind">What it stands for.</param>
    /// <param name="create">Makes it for an input and a number of threads. Not timed: what a job does once in its life belongs here.</param>
    public VariantDefinition(string name, VariantKind kind, Func<TextInput, int, IVariant> create)
        : this(name, kind, (IInput input, int threads) => create((TextInput)input, threads))
    {
    }

    /// <summary>Its name in the report.</summary>
    public string Name { get; }

    /// <summary>What it stands for.</summary>
    public VariantKind Kind { get; }

    /// <summary>A variant over another input, of the type that its workload generates.</summary>
    public static VariantDefinition Of<TInput>(string name, VariantKind kind, Func<TInput, int, IVariant> create)
        where TInput : IInput =>
        new(name, kind, (IInput input, int threads) => create((TInput)input, threads));

    /// <summary>Makes it for an input and a number of threads.</summary>
    public IVariant Create(IInput input, int threads) => _create(input, threads);
}
