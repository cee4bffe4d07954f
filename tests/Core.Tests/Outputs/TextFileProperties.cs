using FsCheck;
using FsCheck.Fluent;
using OrleansStream.Outputs;

namespace OrleansStream.Core.Tests.Outputs;

/// <summary>Whatever runs, fails, wakes late and is cut short, and in whatever order: readers see nothing, or all of the committed run.</summary>
public sealed class TextFileProperties
{
    private const int Stories = 60;

    [Fact]
    public void Readers_see_nothing_or_the_whole_committed_batch()
    {
        int published = 0;
        Gen<int[]> stories = Gen.Choose(0, 999).ArrayOf(60);

        Prop.ForAll(stories.ToArbitrary(), async steps => published += await TellAsync(steps) ? 1 : 0)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Stories).WithReplay(20_240_229, 77));

        Assert.InRange(published, Stories / 3, Stories - 1);
    }

    /// <summary>The story that must happen in some order does publish: the property is not about nothing.</summary>
    [Fact]
    public async Task A_story_without_trouble_publishes()
    {
        using var disk = new TemporaryDirectory();
        var story = new Story(disk);

        foreach (int step in new[] { Story.Write, Story.Write + Story.SecondPartition, Story.Prepare, Story.Commit, Story.Publish })
        {
            await story.StepAsync(step);
            story.Check();
        }

        Assert.Equal(["x-1000/", "x-1000/_SUCCESS", "x-1000/part-00000", "x-1000/part-00001"], disk.Everything());
    }

    private static async Task<bool> TellAsync(int[] steps)
    {
        using var disk = new TemporaryDirectory();
        var story = new Story(disk);
        foreach (int step in steps)
        {
            await story.StepAsync(step);
            story.Check();
        }

        await story.RecoverAsync();
        story.Check();
        return story.IsPublished;
    }

    private sealed class Story(TemporaryDirectory disk)
    {
        internal const int Write = 0;
        internal const int Fail = 2;
        internal const int Prepare = 3;
        internal const int Commit = 5;
        internal const int Publish = 6;
        internal const int MoveOnly = 7;
        internal const int CleanPart = 8;
        internal const int Discard = 9;
        internal const int SecondPartition = 10;

        private readonly TextFileRun<string> _run = new(disk["x"]);
        private readonly Dictionary<(SinkBatch Batch, int Partition), ReadOnlyMemory<byte>> _parts = [];
        private readonly Dictionary<SinkBatch, ReadOnlyMemory<byte>> _prepared = [];
        private SinkBatch? _committed;
        private bool _isPublished;
        private int _tasks;

        internal bool IsPublished => _isPublished;

        /// <summary>The last digit says what is done, the others to which partition of which attempt of which epoch.</summary>
        internal async Task StepAsync(int step)
        {
            int partition = step / 10 % 2;
            (long epoch, int attempt) = (step / 100) switch { < 6 => (1, 1), < 8 => (1, 2), _ => (2L, 1) };
            SinkBatch batch = TextFileRun<string>.Batch(epoch: epoch, attempt: attempt);
            switch (step % 10)
            {
                case Write or 1:
                    TryWrite(batch, partition, complete: true);
                    break;
                case Fail:
                    TryWrite(batch, partition, complete: false);
                    break;
                case Prepare or 4:
                    await TryPrepareAsync(batch);
                    break;
                case Commit when _committed is null && _prepared.ContainsKey(batch):
                    _committed = batch;
                    break;
                case Publish when _committed is not null:
                    await RecoverAsync();
                    break;
                case MoveOnly when Token is { } token && Directory.Exists(token.Ready):
                    FileSinkPublication.Move(token);
                    _isPublished = true;
                    break;
                case CleanPart when _isPublished && Directory.Exists(_run.Names.Attempt(batch)):
                    Directory.Delete(_run.Names.Attempt(batch), recursive: true);
                    break;
                case Discard when batch != _committed:
                    await _run.Sink.DiscardAsync(batch, CancellationToken.None);
                    _prepared.Remove(batch);
                    Forget(batch);
                    break;
                default:
                    break;
            }
        }

        /// <summary>What a new coordinator does first.</summary>
        internal async Task RecoverAsync()
        {
            if (_committed is not null)
            {
                await _run.PublishAsync(_prepared[_committed]);
                _isPublished = true;
                Assert.DoesNotContain(disk.Everything(), path => path.StartsWith('.'));
            }
        }

        internal void Check()
        {
            string[] visible = [.. disk.Everything().Where(path => !path.StartsWith('.'))];
            if (!_isPublished)
            {
                Assert.Empty(visible);
                return;
            }

            Assert.Equal(["x-1000/", "x-1000/_SUCCESS", "x-1000/part-00000", "x-1000/part-00001"], visible);
            Assert.Equal(Record(_committed!, 0) + "\n", disk.Read("x-1000/part-00000"));
            Assert.Equal(Record(_committed!, 1) + "\n", disk.Read("x-1000/part-00001"));
        }

        private FileSinkToken? Token => _committed is null ? null : FileSinkToken.From(_prepared[_committed]);

        private static string Record(SinkBatch batch, int partition) => $"epoch {batch.Epoch}, attempt {batch.Attempt}, partition {partition}";

        private void TryWrite(SinkBatch batch, int partition, bool complete)
        {
            try
            {
                using SinkWriter<string> writer = _run.Sink.Open(new SinkPartition(batch, partition, ++_tasks));
                writer.Write(Record(batch, partition));
                if (complete)
                {
                    _parts[(batch, partition)] = writer.Complete();
                }
            }
            catch (IOException) when (_isPublished)
            {
                // How a zombie learns that its batch is over.
            }
        }

        private async Task TryPrepareAsync(SinkBatch batch)
        {
            if (_prepared.ContainsKey(batch)
                || !_parts.TryGetValue((batch, 0), out ReadOnlyMemory<byte> first)
                || !_parts.TryGetValue((batch, 1), out ReadOnlyMemory<byte> second))
            {
                return;
            }

            try
            {
                _prepared[batch] = (await _run.Sink.PrepareAsync(batch, [first, second], CancellationToken.None))!.Value;
            }
            catch (IOException) when (_isPublished)
            {
                // A zombie again: its files went with the publication.
            }
        }

        private void Forget(SinkBatch batch)
        {
            _parts.Remove((batch, 0));
            _parts.Remove((batch, 1));
        }
    }
}
