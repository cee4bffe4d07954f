namespace OrleansStream.Benchmarks;

/// <summary>What a variant stands for in the report.</summary>
internal enum VariantKind
{
    /// <summary>OrleansStream.</summary>
    Engine,

    /// <summary>What a good C# developer writes by hand; the first baseline. One in each workload.</summary>
    Natural,

    /// <summary>The best hand-written program we know; the second baseline. One in each workload.</summary>
    Limit,

    /// <summary>Computes the same answer some other way; never a baseline.</summary>
    Information,

    /// <summary>A part of another variant, to see where its time goes. Its answer is not compared. Run with --phases only.</summary>
    Phase,
}
