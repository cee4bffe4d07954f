using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OrleansStream.Packages;

/// <summary>What an assembly says about itself, read without loading it.</summary>
/// <param name="Name">Its simple name.</param>
/// <param name="Version">Its version.</param>
/// <param name="References">What it refers to.</param>
internal sealed record AssemblyFile(string Name, Version Version, IReadOnlyList<AssemblyName> References)
{
    /// <summary>Reads a file.</summary>
    /// <returns>Null if it is no .NET assembly.</returns>
    internal static AssemblyFile? TryRead(string path)
    {
        using FileStream stream = File.OpenRead(path);
        try
        {
            using var image = new PEReader(stream);
            if (!image.HasMetadata)
            {
                return null;
            }

            MetadataReader metadata = image.GetMetadataReader();
            if (!metadata.IsAssembly)
            {
                return null;
            }

            AssemblyName name = metadata.GetAssemblyDefinition().GetAssemblyName();
            return new AssemblyFile(
                name.Name!, name.Version!, [.. metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName())]);
        }
        catch (BadImageFormatException)
        {
            // A native library, or anything else that ends with .dll.
            return null;
        }
    }
}
