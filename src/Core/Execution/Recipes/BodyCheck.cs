namespace OrleansStream.Execution;

/// <summary>Finds out in one process what a cluster would refuse of functions made in bodies of batches.</summary>
internal sealed class BodyCheck
{
    private readonly Func<RecipeWriter> _describe;
    private readonly RecipeWriter _before;

    private BodyCheck(Func<RecipeWriter> describe)
    {
        _describe = describe;
        _before = describe();
    }

    /// <summary>Begins to look at what a stage does.</summary>
    /// <param name="recipes">What is known of the job.</param>
    /// <param name="dataset">The dataset that the stage computes.</param>
    /// <param name="parts">What the stage does with it, and what that is called.</param>
    /// <returns>The check, or null where the stage would not leave the process.</returns>
    /// <exception cref="CapturedVariableException">A function holds what cannot travel.</exception>
    internal static BodyCheck? Begin(Recipes recipes, Rdd dataset, params IReadOnlyList<(object What, string Name)> parts) =>
        dataset.Scope.Plan is null || dataset.IsLocal ? null : new BodyCheck(() =>
        {
            using var recipe = new RecipeWriter(recipes, dataset.Scope);
            foreach ((object what, string name) in parts)
            {
                recipe.Add(what, what.GetType(), name);
            }

            return recipe;
        });

    /// <summary>Looks at what the stage has done.</summary>
    /// <exception cref="CapturedVariableException">A function has changed what it captures.</exception>
    internal void End()
    {
        foreach (((string name, byte[] before), (_, byte[] after)) in _before.Values.Zip(_describe().Values))
        {
            if (!before.AsSpan().SequenceEqual(after))
            {
                throw CapturedVariableException.Changed(name);
            }
        }
    }
}
