namespace OrleansStream.Execution;

/// <summary>Where something was reported; what is reported there again says the same once more, and counts once.</summary>
/// <param name="Time">The batch that the code belongs to, which may be an earlier one than that whose task it runs in.</param>
/// <param name="Source">The kind of code.</param>
/// <param name="Number">Which one of its kind.</param>
/// <param name="Partition">The partition of the dataset or the task; 0 at the coordinator.</param>
/// <param name="Operator">The operator's number in its task, for code that is no planned dataset's.</param>
internal readonly record struct ReportSite(BatchTime? Time, ReportSource Source, long Number, int Partition, int Operator) : IComparable<ReportSite>
{
    public int CompareTo(ReportSite other) =>
        (Time, Source, Number, Partition, Operator).CompareTo((other.Time, other.Source, other.Number, other.Partition, other.Operator));
}
