namespace OrleansStream.WebHdfs;

/// <summary>Who asks the NameNode, through which client, and how patiently.</summary>
/// <remarks>Immutable. Two are equal if all their values are; lists and clients are compared by reference. Any number of threads and stores may share one.</remarks>
public sealed record WebHdfsOptions
{
    /// <summary>The client: its handler has the certificates, and the credentials for Kerberos (SPNEGO) if the service wants them. Null for one without credentials that
    /// all stores share.</summary>
    /// <remarks>The caller disposes of it. Its <see cref="HttpClient.Timeout"/> must be long enough for the largest file; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>
    /// is best, since <see cref="AnswerTimeout"/> bounds each step.</remarks>
    public HttpClient? Client { get; init; }

    /// <summary>What <c>user.name</c> says to a service without security; null to say nothing, which most services take for a user who may do little.</summary>
    /// <exception cref="ArgumentException">It is empty or white space.</exception>
    public string? UserName
    {
        get;
        init => field = value is null || !string.IsNullOrWhiteSpace(value) ? value : throw new ArgumentException($"{nameof(UserName)} is '{value}'; it must be null or a name.", nameof(value));
    }

    /// <summary>A delegation token, in the form that the service gives it out in its URLs; null for none. It says who asks, so <see cref="UserName"/> is not sent beside it.
    /// Nobody renews it.</summary>
    /// <exception cref="ArgumentException">It is empty or white space.</exception>
    public string? DelegationToken
    {
        get;
        init => field = value is null || !string.IsNullOrWhiteSpace(value) ? value : throw new ArgumentException($"{nameof(DelegationToken)} is empty; it must be null or a token.", nameof(value));
    }

    /// <summary>The NameNodes of one service that take over from each other, each as <c>host:port</c> of its HTTP. If an address names one of them, the others are asked while
    /// it stands by or is away. Empty by default: the one that an address names is the only one.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    /// <exception cref="ArgumentException">One of them is no host with a port.</exception>
    public IReadOnlyList<string> NameNodes { get; init => field = Checked(value); } = [];

    /// <summary>How often each NameNode is asked at most before a call fails: 8 times by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 1 and 1000.</exception>
    public int MaxAttempts
    {
        get;
        init => field = value is >= 1 and <= 1000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(MaxAttempts)} must be between 1 and 1000.");
    }
    = 8;

    /// <summary>How long the first pause is after all NameNodes have been asked, 250 ms by default. Each is twice as long as the one before, up to sixteen times this.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or longer than an hour.</exception>
    public TimeSpan RetryDelay
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromHours(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(RetryDelay)} must be between 0 and an hour.");
    }
    = TimeSpan.FromMilliseconds(250);

    /// <summary>How long an answer, or the next piece of a file that is sent or received, may take: a minute by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or longer than a day.</exception>
    public TimeSpan AnswerTimeout
    {
        get;
        init => field = value > TimeSpan.Zero && value <= TimeSpan.FromDays(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(AnswerTimeout)} must be positive, and at most a day.");
    }
    = TimeSpan.FromMinutes(1);

    /// <summary>How old a temporary file is before it counts as left by a writer that is gone, and is removed: a day by default. Writing one file must not take longer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter than a minute.</exception>
    public TimeSpan LeftoverAge
    {
        get;
        init => field = value >= TimeSpan.FromMinutes(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(LeftoverAge)} must be at least a minute.");
    }
    = TimeSpan.FromDays(1);

    /// <summary>The clock of pauses, time limits and the age of temporary files; the system's by default.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public TimeProvider TimeProvider { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = TimeProvider.System;

    /// <summary>The text of the options, without the token.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{nameof(WebHdfsOptions)} {{ {nameof(UserName)} = {UserName}, {nameof(DelegationToken)} = {(DelegationToken is null ? "none" : "given")}, {nameof(NameNodes)} = [{string.Join(", ", NameNodes)}], {nameof(MaxAttempts)} = {MaxAttempts} }}");

    private static string[] Checked(IReadOnlyList<string> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        foreach (string node in nodes)
        {
            if (!Uri.TryCreate($"http://{node}", UriKind.Absolute, out Uri? address) || address.PathAndQuery != "/" || address.Authority.Length == 0 || !node.Contains(':', StringComparison.Ordinal))
            {
                throw new ArgumentException($"{nameof(NameNodes)} has '{node}'; each must be host:port.", nameof(nodes));
            }
        }

        return [.. nodes];
    }
}
