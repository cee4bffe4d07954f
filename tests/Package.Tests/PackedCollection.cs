namespace OrleansStream.Package.Tests;

/// <summary>Tests that share one packing.</summary>
[CollectionDefinition(nameof(PackedCollection))]
public sealed class PackedCollection : ICollectionFixture<PackedProjects>;
