using OrleansStream.Rates;
using OrleansStream.Receivers;

namespace OrleansStream.Core.Tests.Rates;

public sealed class TokenBucketTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(100.0, null, 100.0)]
    [InlineData(null, 70.0, 70.0)]
    [InlineData(100.0, 70.0, 70.0)]
    [InlineData(100.0, 170.0, 100.0)]
    public void The_rate_begins_with_the_initial_one_and_is_the_maximum_at_most(double? initial, double? max, double? expected) =>
        Assert.Equal(expected, new TokenBucket(_time, initial, max).Rate);

    [Fact]
    public void An_update_sets_the_rate_to_the_maximum_at_most_and_nonsense_changes_nothing()
    {
        var bucket = new TokenBucket(_time, 100, 200);
        bucket.Update(150);
        Assert.Equal(150, bucket.Rate);
        bucket.Update(250);
        Assert.Equal(200, bucket.Rate);
        bucket.Update(0);
        bucket.Update(-5);
        bucket.Update(double.NaN);
        Assert.Equal(200, bucket.Rate);
    }

    [Theory]
    [InlineData(1001, 1)]
    [InlineData(5, 1)]
    [InlineData(100_000, 1)]
    [InlineData(1001, 37)]
    [InlineData(0.5, 1)]
    public void Over_time_records_come_at_the_rate(double rate, int together)
    {
        var bucket = new TokenBucket(_time, rate, null);
        DateTimeOffset start = _time.GetUtcNow();
        TimeSpan duration = TimeSpan.FromSeconds(Math.Max(10, 50 / rate));
        long taken = 0;
        while (_time.GetUtcNow() - start < duration)
        {
            TimeSpan wait = bucket.TryTake(together);
            if (wait == TimeSpan.Zero)
            {
                taken += together;
            }

            _time.Advance(wait);
        }

        double seconds = (_time.GetUtcNow() - start).TotalSeconds;
        Assert.InRange(taken / seconds, rate * 0.95, (rate * 1.05) + (together / seconds));
    }

    [Fact]
    public void A_generator_makes_blocks_of_the_rate_within_a_twentieth()
    {
        var sizes = new List<int>();
        TimeSpan blockInterval = TimeSpan.FromMilliseconds(100);
        var generator = new BlockGenerator<int>(
            _time,
            blockInterval,
            10,
            int.MaxValue,
            block =>
            {
                sizes.Add((int)block.Records);
                return ValueTask.CompletedTask;
            },
            error => Assert.Fail(error.Message));
        generator.Start();
        var bucket = new TokenBucket(_time, 1001, null);
        while (sizes.Count < 30)
        {
            TimeSpan wait = bucket.TryTake(1);
            if (wait == TimeSpan.Zero)
            {
                generator.Add(0);
            }

            _time.Advance(wait);
        }

        Assert.InRange(sizes.Average(), 100.1 * 0.95, 100.1 * 1.05);

        // A wait is ten records long, so a block may have that much of another one's share.
        Assert.All(sizes, size => Assert.InRange(size, 85, 115));
    }

    [Fact]
    public void What_came_at_once_is_paid_for_afterwards()
    {
        var bucket = new TokenBucket(_time, 100, null);
        Assert.Equal(TimeSpan.Zero, bucket.TryTake(0));
        bucket.Take(50);
        Assert.Equal(TimeSpan.FromMilliseconds(500), bucket.TryTake(0));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(TimeSpan.Zero, bucket.TryTake(0));
    }

    [Fact]
    public void Idle_time_is_made_up_for_only_in_part()
    {
        var bucket = new TokenBucket(_time, 1000, null);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(100, bucket.Allowance);
        int taken = 0;
        while (bucket.TryTake(1) == TimeSpan.Zero)
        {
            taken++;
        }

        Assert.Equal(101, taken);
    }

    [Fact]
    public void Without_a_limit_nothing_waits()
    {
        var bucket = new TokenBucket(_time, null, null);
        bucket.Take(int.MaxValue);
        Assert.Equal(TimeSpan.Zero, bucket.TryTake(int.MaxValue));
        Assert.Equal(double.PositiveInfinity, bucket.Allowance);
    }
}
