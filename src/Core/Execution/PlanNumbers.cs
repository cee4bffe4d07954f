namespace OrleansStream.Execution;

/// <summary>Numbers what the planning of a batch makes: by whom it is made, and which one of theirs it is.</summary>
/// <remarks>
/// So every process gives the same thing the same number, however much of the plan it makes and in whatever order. Processes that did not live when a
/// batch was run make only those datasets of it that later batches look back on. Safe for several threads.
/// </remarks>
internal sealed class PlanNumbers
{
    // Behind all streams.
    private const int FirstOutput = 1 << 30;
    private const int NoMaker = int.MaxValue;

    private static readonly AsyncLocal<int?> Maker = new();
    private static readonly AsyncLocal<bool> Body = new();

    [ThreadStatic]
    private static long? _given;

    private readonly Dictionary<int, uint> _made = [];

    /// <summary>What is made from here on, until the calling asynchronous method ends, is a stream's.</summary>
    internal static void BeginStream(int place)
    {
        Maker.Value = place;
        Body.Value = false;
    }

    /// <summary>What is made from here on, until the calling asynchronous method ends, is an output operation's.</summary>
    internal static void BeginOutput(int place) => Maker.Value = FirstOutput + place;

    /// <summary>What is made from here on, until the calling asynchronous method ends, is made by a function of the user's, which only one process
    /// runs.</summary>
    internal static void BeginBody() => Body.Value = true;

    /// <summary>Whether a function of the user's is what makes things now.</summary>
    internal static bool IsInBody => Body.Value;

    /// <summary>The place of the stream that has made the thing of a number, or null if it was none.</summary>
    internal static int? StreamOf(long number) => number >> 32 is < FirstOutput and var place ? (int)place : null;

    /// <summary>What this thread makes next has been made elsewhere under this number, and is to have it here too.</summary>
    internal static IDisposable Give(long number)
    {
        _given = number;
        return new Given();
    }

    /// <summary>The next number. What no stream or output operation makes, as user code in a batch's jobs does, has numbers of its own.</summary>
    internal long Next()
    {
        if (_given is { } given)
        {
            _given = null;
            return given;
        }

        int maker = Maker.Value ?? NoMaker;
        lock (_made)
        {
            uint place = _made.GetValueOrDefault(maker);
            _made[maker] = checked(place + 1);
            return ((long)maker << 32) | place;
        }
    }

    private sealed class Given : IDisposable
    {
        public void Dispose() => _given = null;
    }
}
