namespace OrleansStream;

/// <summary>What is known about a job package besides its files.</summary>
public sealed class JobPackageOptions
{
    /// <summary>Assemblies, by simple name, that something in the package refers to and never loads. Any other that is missing is an error
    /// when a job is submitted.</summary>
    /// <value>Empty by default.</value>
    public ICollection<string> OptionalAssemblies { get; } = [];
}
