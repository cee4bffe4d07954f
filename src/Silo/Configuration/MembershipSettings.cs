namespace OrleansStream.Silo;

/// <summary>How silos find out that one of them is gone. The same on every silo.</summary>
internal sealed class MembershipSettings
{
    /// <summary>How often a silo asks another whether it is there, and how long it waits for the answer. One whose process has ended is missed at once,
    /// whatever this says.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After how many answers that did not come a silo is suspected.</summary>
    public int MissedProbes { get; set; } = 3;

    /// <summary>How many silos must suspect one.</summary>
    public int Votes { get; set; } = 1;

    /// <summary>How often silos read the table of silos, beside telling each other of changes.</summary>
    public TimeSpan TableRefresh { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a silo says in the table that it lives. One that has not three times in a row is looked after by all others, also by those
    /// that join: without anybody there, it is they who find out that it is gone.</summary>
    public TimeSpan SignOfLife { get; set; } = TimeSpan.FromSeconds(2);
}
