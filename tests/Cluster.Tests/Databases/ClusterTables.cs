using Npgsql;
using OrleansStream.Databases;
using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Writes each word, with what a table of a database says of it, to a table, and the words' counts to another one.</summary>
public sealed class ClusterTables : IStreamingJob
{
    public const string Output = "written";
    public const string Database = "database";

    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ArgumentNullException.ThrowIfNull(args);
        NpgsqlDataSource database = NpgsqlDataSource.Create(args.Get<string>(Database));
        LookupTable<string, string> kinds = ssc.LookupTable(database, "SELECT word, kind FROM kinds", row => (row.GetString(0), row.GetString(1)), TimeSpan.FromSeconds(1));
        DStream<(string Key, long Value)> words = ssc.AddressedInput<string>(ClusterWordCount.Feed).Map(word => (Key: word, Value: 1L));
        words
            .LeftOuterJoinTable(kinds)
            .SaveToDatabase(
                database,
                SqlDialect.PostgreSql,
                TableSpec.Of<(string Key, (long Value, Option<string> Kind) Value)>("words")
                    .Column("word", pair => pair.Key)
                    .Column("kind", pair => pair.Value.Kind.GetValueOrDefault("none"))
                    .CreateIfMissing());
        words
            .UpdateStateByKey(StateSpec.Of<long>(), (ones, count) => Option.Some(ones.Sum() + count.GetValueOrDefault(0)))
            .Named("counts")
            .SaveToDatabase(
                database,
                SqlDialect.PostgreSql,
                TableSpec.Of<(string Key, long Value)>("counts").Column("word", pair => pair.Key).Column("count", pair => pair.Value).Key("word").CreateIfMissing());
        words.CollectTo(Output);
    }
}
