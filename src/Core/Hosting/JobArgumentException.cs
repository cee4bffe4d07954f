namespace OrleansStream;

/// <summary>A job argument is missing, malformed or out of bounds. The message fits on one line, to be shown to whoever started the job.</summary>
public sealed class JobArgumentException : ArgumentException
{
    /// <summary>Creates the exception with its standard message.</summary>
    public JobArgumentException()
        : this("A job argument breaks its rule.")
    {
    }

    /// <summary>Creates the exception with a message of its own.</summary>
    /// <param name="message">What is wrong.</param>
    public JobArgumentException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What refused the value.</param>
    public JobArgumentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception from an argument, its value and the rule that it breaks.</summary>
    /// <param name="argument">The argument's name.</param>
    /// <param name="value">Its value, or null if it is missing.</param>
    /// <param name="rule">The rule, to be read after "it": <c>must be at least 1</c>.</param>
    public JobArgumentException(string argument, string? value, string rule)
        : base(value is null ? $"Argument '{argument}' is missing; it {rule}." : $"Argument '{argument}' is '{value}'; it {rule}.")
    {
        Argument = argument;
        Value = value;
        Rule = rule;
    }

    /// <summary>The argument's name, or empty if the error is not about one.</summary>
    public string Argument { get; } = "";

    /// <summary>The value that was given, or null if none was.</summary>
    public string? Value { get; }

    /// <summary>The rule that the value breaks, or empty.</summary>
    public string Rule { get; } = "";
}
