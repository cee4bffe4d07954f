namespace OrleansStream;

/// <summary>State was asked for that no operator keeps: of that name, or with those keys and states.</summary>
public sealed class StateNotFoundException : InvalidOperationException
{
    /// <summary>Makes the error.</summary>
    /// <param name="operatorName">The operator that was asked for.</param>
    /// <param name="asked">What was asked of it: the types of its keys and states.</param>
    /// <param name="available">What there is: operators with the types of their keys and states.</param>
    /// <exception cref="ArgumentNullException"><paramref name="available"/> is null.</exception>
    public StateNotFoundException(string operatorName, string asked, IReadOnlyList<string> available)
        : base(Say(operatorName, asked, available))
    {
        OperatorName = operatorName;
        Available = available;
    }

    /// <summary>The operator that was asked for.</summary>
    public string OperatorName { get; }

    /// <summary>The operators that keep state for each key, with the types of their keys and states, in order of definition.</summary>
    public IReadOnlyList<string> Available { get; }

    private static string Say(string operatorName, string asked, IReadOnlyList<string> available)
    {
        ArgumentNullException.ThrowIfNull(available);
        return $"There is no state of {asked} by the name of '{operatorName}'. "
            + (available.Count == 0
                ? "No operator of the job keeps state for each key."
                : $"There is {string.Join("; ", available)}.");
    }
}
