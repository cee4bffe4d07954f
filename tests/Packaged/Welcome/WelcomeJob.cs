using Greetings;
using Microsoft.Extensions.DependencyInjection;
using OrleansStream;
using OrleansStream.ClusterJobs;

namespace Welcome;

/// <summary>Greets every word of <see cref="TimedLines"/> with how often it has come so far, batch by batch, into text files.</summary>
public sealed class WelcomeJob : IStreamingJob, IConfigureJobServices
{
    public void ConfigureServices(IServiceCollection services, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(args);
        services.AddSingleton(new Closing(args.Get("closing", "!")));
    }

    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ArgumentNullException.ThrowIfNull(args);
        Closing closing = ssc.Services.GetRequiredService<Closing>();
        new TimedLines(ssc)
            .FlatMap(line => line.Split(' '))
            .Transform(async (rdd, _, cancellation) =>
            {
                // Functions of a body go to other processes, where the package has been loaded anew.
                var known = new HashSet<string>((await rdd.Distinct().CollectAsync(cancellation)).Where(word => Greeting.For(word).EndsWith(word, StringComparison.Ordinal)));
                return rdd.Filter(word => known.Contains(word) && closing.Text.Length > 0);
            })
            .Map(word => (word, 1L))
            .ReduceByKey((a, b) => a + b)
            .MapWithState(StateSpec.Of<long>(), (word, count, state) =>
            {
                long total = (state.Exists ? state.Get() : 0) + count.GetValueOrDefault(0);
                state.Update(total);
                return $"{Greeting.For(word)}{closing.Text} {total}";
            })
            .Named("totals")
            .SaveAsTextFiles(args.Get<string>("output"));
    }
}
