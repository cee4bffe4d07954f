namespace OrleansStream.Execution;

/// <inheritdoc/>
/// <typeparam name="T">The records' type.</typeparam>
/// <typeparam name="TResult">What a partition comes to.</typeparam>
internal abstract class PartitionAction<T, TResult> : PartitionAction
{
    /// <summary>Runs on an engine thread, once per attempt.</summary>
    internal abstract TResult Run(Rdd<T> rdd, int partition, TaskScope task);

    internal sealed override ReadOnlyMemory<byte> RunAndEncode(Rdd rdd, int partition, TaskScope task, Recipes recipes)
    {
        using var result = new RecipeWriter(recipes, batch: null);
        result.Add(Run((Rdd<T>)rdd, partition, task), typeof(TResult), Name);
        return result.Complete();
    }

    /// <summary>A result that another process has encoded.</summary>
    internal static TResult Decode(ReadOnlyMemory<byte> result, Recipes recipes)
    {
        using var reader = new RecipeReader(recipes, result, batch: null, []);
        return (TResult)reader.Read()!;
    }
}
