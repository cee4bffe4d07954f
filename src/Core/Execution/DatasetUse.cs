namespace OrleansStream.Execution;

/// <summary>The time during which an action computes a dataset: nothing that the dataset reads, of whichever batch, is freed under it.</summary>
internal sealed class DatasetUse : IDisposable
{
    private readonly List<BatchScope> _entered = [];

    private DatasetUse()
    {
    }

    /// <summary>Begins a use.</summary>
    /// <exception cref="InvalidOperationException">The dataset, or one that it is made from, is over.</exception>
    internal static DatasetUse Begin(Rdd rdd)
    {
        var use = new DatasetUse();
        try
        {
            foreach (Rdd one in rdd.Lineage())
            {
                if (!use._entered.Contains(one.Scope))
                {
                    one.Scope.Enter();
                    use._entered.Add(one.Scope);
                }

                one.ThrowIfOver();
            }

            return use;
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (BatchScope scope in _entered)
        {
            scope.Leave();
        }

        _entered.Clear();
    }
}
