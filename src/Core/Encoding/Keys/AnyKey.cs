namespace OrleansStream.Encoding;

/// <summary>A key in a dictionary of the framework, which takes no null, but a struct that holds one.</summary>
/// <typeparam name="TKey">The key's type.</typeparam>
internal readonly record struct AnyKey<TKey>(TKey Key);
