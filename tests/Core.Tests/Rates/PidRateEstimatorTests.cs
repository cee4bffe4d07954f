using OrleansStream.Rates;

namespace OrleansStream.Core.Tests.Rates;

public sealed class PidRateEstimatorTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000);

    [Fact]
    public void The_gains_are_one_a_fifth_and_none_unless_told_otherwise()
    {
        var options = new StreamingContextOptions();
        Assert.Equal(
            (1.0, 0.2, 0.0, 100.0, 10_000.0, false),
            (options.BackpressureProportional, options.BackpressureIntegral, options.BackpressureDerivative,
                options.BackpressureMinRate, options.BackpressureInitialRate, options.BackpressureEnabled));
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>("batchInterval", () => new PidRateEstimator(TimeSpan.Zero, 1, 1, 1, 10));
        Assert.Throws<ArgumentOutOfRangeException>("proportional", () => new PidRateEstimator(Interval, -1, 1, 1, 10));
        Assert.Throws<ArgumentOutOfRangeException>("integral", () => new PidRateEstimator(Interval, 0, -1, 1, 10));
        Assert.Throws<ArgumentOutOfRangeException>("derivative", () => new PidRateEstimator(Interval, 0, 0, -1, 10));
        Assert.Throws<ArgumentOutOfRangeException>("minRate", () => new PidRateEstimator(Interval, 0, 0, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("minRate", () => new PidRateEstimator(Interval, 0, 0, 0, -10));
    }

    [Fact]
    public void The_first_batch_gives_no_estimate() => Assert.Null(Estimate(Make(), 0, 10, 10, 0));

    [Fact]
    public void The_second_batch_gives_one()
    {
        PidRateEstimator estimator = Make();
        Estimate(estimator, 0, 10, 10, 0);

        // 1000/s, then 1000/s: nothing to correct.
        Assert.Equal(1000, Estimate(estimator, 10, 10, 10, 0)!.Value, 6);
    }

    [Fact]
    public void Without_progress_of_time_there_is_no_estimate()
    {
        PidRateEstimator estimator = Make();
        Estimate(estimator, 10, 10, 10, 0);
        Assert.NotNull(Estimate(estimator, 20, 10, 10, 0));
        Assert.Null(Estimate(estimator, 20, 10, 10, 0));
        Assert.Null(Estimate(estimator, 15, 10, 10, 0));
    }

    [Fact]
    public void Without_records_there_is_no_estimate()
    {
        PidRateEstimator estimator = Make();
        Estimate(estimator, 0, 10, 10, 0);
        Assert.NotNull(Estimate(estimator, 10, 10, 10, 0));
        Assert.Null(Estimate(estimator, 20, 0, 10, 0));
    }

    [Fact]
    public void Without_a_processing_delay_there_is_no_estimate()
    {
        PidRateEstimator estimator = Make();
        Estimate(estimator, 0, 10, 10, 0);
        Assert.NotNull(Estimate(estimator, 10, 10, 10, 0));
        Assert.Null(Estimate(estimator, 20, 10, 0, 0));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(100)]
    public void The_estimate_is_never_below_the_minimum(double minRate)
    {
        var estimator = new PidRateEstimator(Interval, 1, 1, 0, minRate);
        Estimate(estimator, 0, 1, 20, 100);
        for (int i = 1; i < 50; i++)
        {
            // One record each 20 ms, 50/s, and more and more of them waiting.
            double rate = Estimate(estimator, i * 20, 1, 20, i * 20)!.Value;
            Assert.True(rate >= minRate, $"batch {i}: {rate}");
            Assert.True(i == 1 || rate == minRate, $"batch {i}: {rate}");
        }
    }

    [Fact]
    public void Without_a_backlog_it_follows_processing_that_speeds_up() => Follows(batch => batch + 1);

    [Fact]
    public void Without_a_backlog_it_follows_processing_that_slows_down() => Follows(batch => 50 - batch);

    [Fact]
    public void With_a_backlog_it_stays_below_the_processing_speed()
    {
        var estimator = new PidRateEstimator(Interval, 1, 0.01, 0, 10);
        Estimate(estimator, 0, 50, 20, 0);
        for (int i = 1; i < 50; i++)
        {
            int records = 50 - i;
            double speed = records / 0.020;
            double rate = Estimate(estimator, i * 20, records, 20, 20)!.Value;
            Assert.True(rate < speed, $"batch {i}: {rate} of {speed}");

            // One interval of delay takes a hundredth off the speed.
            Assert.Equal(Math.Max(10, 0.99 * speed), rate, 6);
        }
    }

    [Fact]
    public void The_derivative_counts_the_change_of_the_error_per_second()
    {
        var estimator = new PidRateEstimator(Interval, 0.5, 0, 0.1, 1);
        Estimate(estimator, 0, 100, 100, 0);

        // The baseline is 1000/s; 500/s is an error of 500, half of which and a tenth of 500 per half a second are taken off.
        Assert.Equal(1000 - 250 - 100, Estimate(estimator, 500, 50, 100, 0)!.Value, 6);
    }

    [Fact]
    public void Under_noise_it_converges_to_the_processing_speed()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            TimeSpan interval = TimeSpan.FromSeconds(1);
            var estimator = new PidRateEstimator(interval, 1, 0.2, 0, 100);
            const double Speed = 5000;
            double rate = 20_000;
            DateTimeOffset free = Start;
            double sum = 0;
            for (int i = 1; i <= 200; i++)
            {
                DateTimeOffset submitted = Start + (i * interval);
                DateTimeOffset started = submitted > free ? submitted : free;
                long records = (long)rate;
                TimeSpan processing = TimeSpan.FromSeconds(records / (Speed * (0.9 + (0.2 * random.NextDouble()))));
                free = started + processing;
                rate = estimator.Estimate(free, records, processing, started - submitted) ?? rate;
                if (i > 100)
                {
                    sum += rate;
                    Assert.True(started - submitted < interval, $"seed {seed}, batch {i}: waited {started - submitted}");
                }
            }

            Assert.True(Math.Abs((sum / 100) - Speed) < 0.1 * Speed, $"seed {seed}: {sum / 100}");
        }
    }

    private static void Follows(Func<int, int> recordsOf)
    {
        var estimator = new PidRateEstimator(Interval, 1, 1, 0, 10);
        Estimate(estimator, 0, recordsOf(0), 20, 0);
        for (int i = 1; i < 50; i++)
        {
            Assert.Equal(recordsOf(i) / 0.020, Estimate(estimator, i * 20, recordsOf(i), 20, 0)!.Value, 6);
        }
    }

    private static PidRateEstimator Make() => new(Interval, 1, 0.2, 0, 10);

    private static double? Estimate(PidRateEstimator estimator, int milliseconds, long records, int processing, int scheduling) => estimator.Estimate(
        Start + TimeSpan.FromMilliseconds(milliseconds), records, TimeSpan.FromMilliseconds(processing), TimeSpan.FromMilliseconds(scheduling));
}
