using OrleansStream;
using OrleansStream.ClusterJobs;

namespace Welcome;

/// <summary>Keeps text where <see cref="WelcomeJob"/> keeps numbers, under the same name.</summary>
public sealed class WelcomeTwiceJob : IStreamingJob
{
    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ArgumentNullException.ThrowIfNull(args);
        new TimedLines(ssc)
            .Map(line => (line, 1L))
            .MapWithState(StateSpec.Of<string>(), (line, _, state) =>
            {
                state.Update(line);
                return line;
            })
            .Named("totals")
            .SaveAsTextFiles(args.Get<string>("output"));
    }
}
