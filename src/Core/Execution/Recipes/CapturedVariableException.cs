using OrleansStream.Encoding;

namespace OrleansStream;

/// <summary>A function that was made in the body of a batch (of <c>ForeachRdd</c>) captures something that the processes of a cluster cannot be given, or changes what
/// was given to it.</summary>
public sealed class CapturedVariableException : InvalidOperationException
{
    private const string Remedy =
        "Copy what is needed of it to a local variable, make it where the job is defined, or call ToLocal() on the dataset to have the function run where the batch is coordinated.";

    /// <summary>Creates the exception with its standard message.</summary>
    public CapturedVariableException()
        : this("A function captures what cannot be given to other processes.")
    {
    }

    /// <summary>Creates the exception with a message of its own.</summary>
    /// <param name="message">What happened.</param>
    public CapturedVariableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public CapturedVariableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The variable's name, with those that it was reached through: <c>settings.Limit</c>; empty if it is not known.</summary>
    public string Variable { get; private init; } = "";

    internal static CapturedVariableException NotPortable(string variable, Type type, string function, Exception? cause) =>
        new($"The function of {function} captures '{variable}', a {TypeNames.Of(type)}, which cannot be given to other processes. {Remedy}", cause!) { Variable = variable };

    internal static CapturedVariableException Assigned(string variable, string function) =>
        new($"The function of {function} assigns '{variable}', which nobody would see: it runs in other processes. Use an accumulator, return what is found, or call ToLocal() on the dataset.")
        {
            Variable = variable,
        };

    internal static CapturedVariableException Reassigned(string variable, Type owner, string function) =>
        new($"The function of {function} reads '{variable}' of {TypeNames.Of(owner)}, which the job changes while it runs; other processes would not see that. {Remedy}") { Variable = variable };

    internal static CapturedVariableException Changed(string variable) =>
        new($"A function changes what is in '{variable}', which nobody would see: it runs in other processes, on a copy. Use an accumulator, return what is found, or call ToLocal() on the dataset.")
        {
            Variable = variable,
        };

    internal static CapturedVariableException Unknown(string what) => new(what);
}
