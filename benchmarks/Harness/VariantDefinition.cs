namespace OrleansStream.Benchmarks;

/// <summary>A variant as its workload lists it.</summary>
/// <param name="Name">Its name in the report, unique in the workload.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Create">Makes it for an input and a number of threads. Not timed: what a job does once in its life belongs here.</param>
internal sealed record VariantDefinition(string Name, VariantKind Kind, Func<TextInput, int, IVariant> Create);
