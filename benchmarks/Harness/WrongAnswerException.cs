namespace OrleansStream.Benchmarks;

/// <summary>Two variants of a workload disagree, so at least one of them measures the wrong thing.</summary>
internal sealed class WrongAnswerException(string workload, string variant, Answer answer, string reference, Answer expected)
    : Exception($"{workload}: variant '{variant}' answered {answer}, but '{reference}' answered {expected}.");
