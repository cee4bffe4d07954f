using OrleansStream.Streams;

namespace OrleansStream;

public static partial class PairDStreamExtensions
{
    /// <summary>Pairs each record with the row of its key in a table; records without one are left out.</summary>
    /// <typeparam name="TKey">The keys' type.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TRow">The rows' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="table">The table, of the same context. Records are not moved.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The table belongs to another context.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, (TValue Left, TRow Right) Value)> JoinTable<TKey, TValue, TRow>(
        this DStream<(TKey Key, TValue Value)> stream, LookupTable<TKey, TRow> table)
        where TKey : notnull
    {
        return LookUp<TKey, TValue, TRow, (TKey, (TValue, TRow))>(stream, table, "JoinTable", (records, rows) => records.FlatMap<(TKey, (TValue, TRow))>((record, emitter) =>
        {
            if (record.Key is not null && rows.TryGetValue(record.Key, out TRow? row))
            {
                emitter.Emit((record.Key, (record.Value, row)));
            }
        }));
    }

    /// <summary>Pairs each record with the row of its key in a table, or with nothing.</summary>
    /// <inheritdoc cref="JoinTable{TKey, TValue, TRow}(DStream{ValueTuple{TKey, TValue}}, LookupTable{TKey, TRow})"/>
    public static DStream<(TKey Key, (TValue Left, Option<TRow> Right) Value)> LeftOuterJoinTable<TKey, TValue, TRow>(
        this DStream<(TKey Key, TValue Value)> stream, LookupTable<TKey, TRow> table)
        where TKey : notnull
    {
        return LookUp<TKey, TValue, TRow, (TKey, (TValue, Option<TRow>))>(stream, table, "LeftOuterJoinTable", (records, rows) => records.Map(record =>
            (record.Key, (record.Value, record.Key is not null && rows.TryGetValue(record.Key, out TRow? row) ? Option.Some(row) : Option<TRow>.None))));
    }

    /// <summary>Pairs each record with the row of its key in a table that a stream of changes makes; records without one are left out.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TRow">The rows' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="changes">New rows by key, and <c>None</c> for those that are gone. Changes of a batch are made before its records are looked up, the last one
    /// of a key last.</param>
    /// <returns>The pairs, partitioned by key. The table is the state of this stream, so it is in the checkpoint, and can be asked for under the name that
    /// <c>Named</c> gives it.</returns>
    /// <remarks>A batch that is run again, also after a crash, sees the same rows. What a batch costs depends on its records and changes, not on the table.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity, or rows can be changed and cannot be encoded.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static MapWithStateDStream<TKey, TRow, (TKey Key, (TValue Left, TRow Right) Value)> JoinTable<TKey, TValue, TRow>(
        this DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, Option<TRow> Row)> changes) =>
        LookUp<TKey, TValue, TRow, (TKey, (TValue, TRow))>(
            stream, changes, static (key, value, row) => row.HasValue ? Option.Some((key, (value, row.Value))) : Option<(TKey, (TValue, TRow))>.None);

    /// <summary>Pairs each record with the row of its key in a table that a stream of changes makes, or with nothing.</summary>
    /// <inheritdoc cref="JoinTable{TKey, TValue, TRow}(DStream{ValueTuple{TKey, TValue}}, DStream{ValueTuple{TKey, Option{TRow}}})"/>
    public static MapWithStateDStream<TKey, TRow, (TKey Key, (TValue Left, Option<TRow> Right) Value)> LeftOuterJoinTable<TKey, TValue, TRow>(
        this DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, Option<TRow> Row)> changes) =>
        LookUp<TKey, TValue, TRow, (TKey, (TValue, Option<TRow>))>(stream, changes, static (key, value, row) => Option.Some((key, (value, row))));

    private static MapWithStateDStream<TKey, TRow, TOut> LookUp<TKey, TValue, TRow, TOut>(
        DStream<(TKey Key, TValue Value)> stream, DStream<(TKey Key, Option<TRow> Row)> changes, Func<TKey, TValue, Option<TRow>, Option<TOut>> pair)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(changes);

        // Changes come first, since a key's records reach its state in the order of partitions.
        return changes.Map(change => (change.Key, (Record: Option<TValue>.None, change.Row)))
            .Union(stream.Map(record => (record.Key, (Record: Option.Some(record.Value), Row: Option<TRow>.None))))
            .MapWithState(StateSpec.Of<TRow>(), (_, key, step, state) =>
            {
                (Option<TValue> record, Option<TRow> row) = step.Value;
                if (record.HasValue)
                {
                    return pair(key, record.Value, state.GetOption());
                }

                if (row.HasValue)
                {
                    state.Update(row.Value);
                }
                else if (state.Exists)
                {
                    state.Remove();
                }

                return Option<TOut>.None;
            });
    }

    private static TransformedStream<TOut> LookUp<TKey, TValue, TRow, TOut>(
        DStream<(TKey Key, TValue Value)> stream, LookupTable<TKey, TRow> table, string kind, Func<Rdd<(TKey Key, TValue Value)>, Dictionary<TKey, TRow>, Rdd<TOut>> lookUp)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(table);
        return ReferenceEquals(stream.Context, table.Context)
            ? new TransformedStream<TOut>([stream], kind, (datasets, plan) => ValueTask.FromResult(lookUp((Rdd<(TKey Key, TValue Value)>)datasets[0], table.RowsAt(plan.Time))))
            : throw new ArgumentException($"{table.Name} belongs to another StreamingContext.", nameof(table));
    }
}
