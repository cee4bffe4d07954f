namespace OrleansStream.Benchmarks;

/// <summary>A task that several variants do over the same bytes.</summary>
internal interface IWorkload
{
    /// <summary>Its name for --workload.</summary>
    string Name { get; }

    /// <summary>One line that says what is computed.</summary>
    string Description { get; }

    /// <summary>The variants, in the order in which a round runs them.</summary>
    IReadOnlyList<VariantDefinition> Variants { get; }

    /// <summary>Makes what the variants read; text unless a workload says otherwise.</summary>
    /// <param name="seed">Decides every byte.</param>
    /// <param name="size">About how many bytes to make.</param>
    IInput Generate(ulong seed, long size) => TextInputGenerator.Generate(seed, size);
}
