using Greetings;
using OrleansStream;

namespace Hello;

/// <summary>Greets whom it is told to, counts how often with a type of its own, and says so to its host.</summary>
public sealed class HelloJob(ICollection<string> heard) : IStreamingJob
{
    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ArgumentNullException.ThrowIfNull(args);
        string[] names = args.Get<string>("names").Split(',');
        ssc.QueueStream(new Queue<Rdd<string>>([ssc.Parallelize(names)]))
            .Map(name => (name, 1L))
            .MapWithState(StateSpec.Of<Visits>(), (name, _, state) =>
            {
                Visits visits = new((state.Exists ? state.Get().Count : 0) + 1);
                state.Update(visits);
                return $"{Greeting.For(name)} ({visits.Count})";
            })
            .ForeachRdd(async (greetings, _, token) =>
            {
                foreach (string greeting in await greetings.CollectAsync(token))
                {
                    heard.Add(greeting);
                }
            });
    }
}
