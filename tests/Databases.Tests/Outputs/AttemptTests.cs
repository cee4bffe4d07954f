using Npgsql;

namespace OrleansStream.Databases.Tests.Outputs;

/// <summary>Attempts at partitions in any order and at once, also of lives of a job that have been replaced.</summary>
public sealed class AttemptTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Rows = "SELECT key, value FROM rows ORDER BY key, value";

    [PostgresTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Of_many_attempts_at_once_one_counts(int seed)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var random = new Random(seed);
        SinkRun[] processes = [new(database, hasKey: false), new(database, hasKey: false), new(database, hasKey: false)];
        var expected = new List<string>();
        for (int batch = 1; batch <= 10; batch++)
        {
            int partitions = random.Next(1, 4);
            (int Key, int Value)[][] rows = [.. Enumerable.Range(0, partitions).Select(partition => Enumerable.Range(0, random.Next(10)).Select(row => (batch, (partition * 100) + row)).ToArray())];
            expected.AddRange(rows.SelectMany(partition => partition.Select(row => $"{row.Key},{row.Value}")));

            // Attempts at the batch before are late.
            int time = batch;
            await Task.WhenAll(Enumerable.Range(0, 12).Select(attempt => Task.Run(async () =>
            {
                int partition = attempt % partitions;
                await processes[attempt % 3].WriteAsync(time, partition, partitions, rows[partition]);
                await processes[attempt % 3].WriteAsync(time - 1, 0, 1, (-1, -1));
            })));
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), (await database.ReadAsync(Rows)).Order(StringComparer.Ordinal));
    }

    [PostgresFact]
    public async Task An_attempt_that_comes_late_waits_for_the_one_before_and_writes_nothing()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await new SinkRun(database, hasKey: true).WriteAsync(1, 0, 1, (1, 1));

        // The earlier attempt cannot go on before this ends.
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync();
        await using NpgsqlTransaction holder = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("UPDATE rows SET value = value WHERE key = 1", connection, holder))
        {
            await hold.ExecuteNonQueryAsync();
        }

        Task first = new SinkRun(database, hasKey: true).WriteAsync(2, 0, 1, (1, 2));
        await WaitForLocksAsync(database, 1);
        Task second = new SinkRun(database, hasKey: true).WriteAsync(2, 0, 1, (1, 3));
        await WaitForLocksAsync(database, 2);
        await holder.CommitAsync();
        await Task.WhenAll(first, second).Within();

        Assert.Equal(["1,2"], await database.ReadAsync(Rows));
    }

    [PostgresFact]
    public async Task An_attempt_that_waits_writes_when_the_one_before_fails()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await new SinkRun(database, hasKey: true).WriteAsync(1, 0, 1, (1, 1));
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync();
        await using NpgsqlTransaction holder = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("UPDATE rows SET value = value WHERE key = 1", connection, holder))
        {
            await hold.ExecuteNonQueryAsync();
        }

        using var givenUp = new CancellationTokenSource();
        Task first = new SinkRun(database, hasKey: true).WriteAsync(2, 0, 1, [(1, 2)], givenUp.Token);
        await WaitForLocksAsync(database, 1);
        Task second = new SinkRun(database, hasKey: true).WriteAsync(2, 0, 1, (1, 3));
        await WaitForLocksAsync(database, 2);
        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Within());
        await holder.CommitAsync();
        await second.Within();

        Assert.Equal(["1,3"], await database.ReadAsync(Rows));
    }

    [PostgresFact]
    public async Task Batches_before_the_one_that_is_written_are_left_out_whatever_partitions_they_have()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var run = new SinkRun(database, hasKey: true);
        await run.WriteAsync(2, 0, 1, (1, 2));
        await run.WriteAsync(1, 0, 1, (1, 1));
        await run.WriteAsync(1, 5, 8, (1, 1));

        Assert.Equal(["1,2"], await database.ReadAsync(Rows));
    }

    [PostgresFact]
    public async Task A_batch_that_is_complete_is_left_out_when_it_is_cut_otherwise()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var run = new SinkRun(database, hasKey: false);
        await run.WriteAsync(1, 0, 2, (0, 0));
        await run.WriteAsync(1, 1, 2, (1, 1));
        await run.WriteAsync(1, 0, 1, (0, 0), (1, 1));
        await run.WriteAsync(2, 0, 1, (2, 2));

        Assert.Equal(["0,0", "1,1", "2,2"], await database.ReadAsync(Rows));
    }

    [PostgresFact]
    public async Task A_batch_that_is_half_written_is_refused_when_it_is_cut_otherwise_and_goes_on_as_it_was()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var run = new SinkRun(database, hasKey: false);
        await run.WriteAsync(1, 0, 2, (0, 0));
        PartitionCountChangedException error = await Assert.ThrowsAsync<PartitionCountChangedException>(() => run.WriteAsync(1, 0, 1, (0, 0), (1, 1)));
        Assert.Contains("Batch 1 ms of output rows of job job-1 has 1 of 2 partitions in its table, and is cut into 1 now.", error.Message, StringComparison.Ordinal);
        await run.WriteAsync(1, 1, 2, (1, 1));

        Assert.Equal(["0,0", "1,1"], await database.ReadAsync(Rows));
    }

    [PostgresFact]
    public async Task A_batch_of_which_nothing_is_written_may_be_cut_otherwise()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var run = new SinkRun(database, hasKey: true);
        await run.WriteAsync(1, 0, 1, (1, 1));
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync();
        await using NpgsqlTransaction holder = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("UPDATE rows SET value = value WHERE key = 1", connection, holder))
        {
            await hold.ExecuteNonQueryAsync();
        }

        // It has begun the batch and cannot write.
        using var givenUp = new CancellationTokenSource();
        Task first = run.WriteAsync(2, 0, 2, [(1, 2)], givenUp.Token);
        await WaitForLocksAsync(database, 1);

        // Whether the first will be written is open, so the second waits.
        Task second = new SinkRun(database, hasKey: true).WriteAsync(2, 0, 1, (1, 3), (2, 3));
        await WaitForLocksAsync(database, 2);
        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Within());
        await holder.CommitAsync();
        await second.Within();
        await Assert.ThrowsAsync<PartitionCountChangedException>(async () =>
        {
            await run.WriteAsync(3, 0, 2, (3, 3));
            await run.WriteAsync(3, 0, 3, (3, 3));
        });

        Assert.Equal(["1,3", "2,3", "3,3"], await database.ReadAsync(Rows));
        Assert.Equal(["-1,3,2", "0,3,2"], await database.ReadAsync("SELECT partition, batch_time, partitions FROM markers ORDER BY partition"));
    }

    [PostgresFact]
    public async Task A_batch_that_is_being_written_is_not_cut_otherwise()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await new SinkRun(database, hasKey: true).WriteAsync(1, 0, 1, (1, 1));
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync();
        await using NpgsqlTransaction holder = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("UPDATE rows SET value = value WHERE key = 1", connection, holder))
        {
            await hold.ExecuteNonQueryAsync();
        }

        Task first = new SinkRun(database, hasKey: true).WriteAsync(2, 0, 2, (1, 2));
        await WaitForLocksAsync(database, 1);
        Task second = new SinkRun(database, hasKey: true).WriteAsync(2, 0, 1, (1, 3), (2, 3));
        await WaitForLocksAsync(database, 2);
        await holder.CommitAsync();
        await first.Within();
        await Assert.ThrowsAsync<PartitionCountChangedException>(() => second.Within());

        Assert.Equal(["1,2"], await database.ReadAsync(Rows));
    }

    [PostgresFact]
    public async Task Jobs_and_outputs_have_batches_of_their_own()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await new SinkRun(database, hasKey: false).WriteAsync(1, 0, 1, (1, 1));
        await new SinkRun(database, hasKey: false, job: "job-2").WriteAsync(1, 0, 1, (2, 2));
        await new SinkRun(database, hasKey: false, output: "others").WriteAsync(1, 0, 1, (3, 3));

        Assert.Equal(["1,1", "2,2", "3,3"], await database.ReadAsync(Rows));
        Assert.Equal(["6"], await database.ReadAsync("SELECT count(*) FROM markers"));
    }

    [PostgresFact]
    public async Task Markers_do_not_become_more_with_batches()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var run = new SinkRun(database, hasKey: false);
        for (int batch = 1; batch <= 20; batch++)
        {
            for (int partition = 0; partition < 3; partition++)
            {
                await run.WriteAsync(batch, partition, 3);
            }
        }

        Assert.Equal(["-1,20,3", "0,20,3", "1,20,3", "2,20,3"], await database.ReadAsync("SELECT partition, batch_time, partitions FROM markers ORDER BY partition"));
    }

    [PostgresTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Partitions_that_replace_the_same_rows_do_not_block_each_other_for_good(int seed)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var run = new SinkRun(database, hasKey: true);
        var random = new Random(seed);
        for (int batch = 1; batch <= 10; batch++)
        {
            int time = batch;
            int[][] keys = [.. Enumerable.Range(0, 6).Select(_ => Enumerable.Range(0, 30).ToArray())];
            await Task.WhenAll(keys.Select((each, partition) => Task.Run(() =>
            {
                random.Shuffle(each);
                return run.WriteAsync(time, partition, 6, [.. each.Select(key => (key, (time * 10) + partition))]);
            })).ToArray()).Within();
        }

        Assert.Equal(["30,100"], await database.ReadAsync("SELECT count(*), min(value) / 100 * 100 FROM rows"));
    }

    [PostgresFact]
    public async Task A_transaction_that_the_database_ends_for_a_collision_is_run_again()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var run = new SinkRun(database, hasKey: false);
        await run.WriteAsync(1, 0, 1, (1, 1));
        await database.CollideAsync(5, "40P01");
        await run.WriteAsync(2, 0, 1, (2, 2));

        Assert.Equal(["1,1", "2,2"], await database.ReadAsync(Rows));
        Assert.Equal(["6"], await database.ReadAsync("SELECT last_value FROM tries"));
    }

    private static Task WaitForLocksAsync(TestDatabase database, int waiting) =>
        database.Source.WaitUntilAsync($"SELECT count(*) = {waiting} FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
}
