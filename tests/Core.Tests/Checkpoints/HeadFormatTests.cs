using System.Runtime.CompilerServices;
using OrleansStream.Batches;
using OrleansStream.Checkpoints;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>Heads that were written once are read for ever.</summary>
public class HeadFormatTests
{
    private const string Rewrite = "ORLEANSSTREAM_WRITE_GOLDEN";
    private const string File = "heads.txt";

    private static readonly Head Full = new(
        Epoch: 3,
        Zero: new BatchTime(1_000),
        Committed: new BatchTime(5_000),
        Open: [new OpenBatch(new SealedBatch(new BatchTime(6_000), [new SourceSeal("source", 42, "0..42", new byte[] { 1, 2 })]), 2)],
        Prepared: [new PreparedOutput(new BatchTime(5_000), "SaveAsTextFiles-1", new byte[] { 9 }), new PreparedOutput(new BatchTime(5_000), "SaveToKafka-2", default)],
        CodeVersion: "1.2.3.4",
        KeyGroups: 1024,
        Partitions: 2,
        Assignment: 7,
        Interval: 1_000,
        Remembered: [new BatchSeal(new BatchTime(4_000), new SourceSeal("source", 1, "x", new byte[] { 3 }))],
        Accumulators: [new StoredAccumulator("sum", new byte[] { 4 }, null), new StoredAccumulator("words", default, "accumulators/3-1-0")],
        Owner: new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        RememberedAfter: new BatchTime(2_000),
        Datasets: [new KeptBatches(new BatchTime(4_000), new BatchTime(5_000), "datasets/3-2")],
        States:
        [
            new StoredState("counts", "String", new BatchTime(5_000), [new StoredStatePart("states/3-1-0", true, 2, 40, new BatchTime(5_000), 0, 1024)]),
            new StoredState("sums", "String", new BatchTime(5_000), [new StoredStatePart("states/3-1-h1-0", true, 2, 40, new BatchTime(5_000), 512, 512)], 512, 512, 3, 2),
        ],
        Seals: [new StoredSeals("other", "seals/3-1-0", 3, 61)],
        Commit: 17,
        Leftovers:
        [
            new Leftover(LeftoverKind.Object, "states/3-1-1", 4_500),
            new Leftover(LeftoverKind.Log, "received/00/1-", 4_600, 12),
            new Leftover(LeftoverKind.Commit, "3-16", 4_700, 2),
        ],
        Hosts: 2,
        Outputs: [new StoredOutput(new BatchTime(5_000), "SaveToKafka-2", "outputs/3-17-1")]);

    /// <summary>Each line is a head as some version of the program wrote it, the last one as this version does.</summary>
    [Fact]
    public void Heads_of_every_version_are_read_and_the_last_is_what_is_written()
    {
        string now = Convert.ToHexStringLower(HeadFormat.Encode(Full));
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            System.IO.File.AppendAllText(Path.Combine(SourceFolder(), File), now + "\n");
        }

        string[] lines = System.IO.File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Checkpoints", "Golden", File));
        Assert.NotEmpty(lines);
        foreach (string line in lines)
        {
            Head head = HeadFormat.Decode(new StoredHead("1", Convert.FromHexString(line)), new InMemoryCheckpointStore());
            Assert.Equal((Full.Epoch, Full.Zero, Full.Committed, Full.LastSealed), (head.Epoch, head.Zero, head.Committed, head.LastSealed));
        }

        Head last = HeadFormat.Decode(new StoredHead("1", Convert.FromHexString(lines[^1])), new InMemoryCheckpointStore());
        Assert.Equal(now, lines[^1]);
        Assert.Equal(now, Convert.ToHexStringLower(HeadFormat.Encode(last)));
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Golden");
}
