using System.Data.Common;

namespace OrleansStream.Databases;

/// <summary>A query whose rows are a lookup table.</summary>
internal sealed class TableQuery<TKey, TRow>(DbDataSource database, string query, Func<DbDataReader, (TKey Key, TRow Row)> read)
{
    internal async Task<IEnumerable<(TKey Key, TRow Row)>> LoadAsync(CancellationToken cancellation)
    {
        try
        {
            var rows = new List<(TKey Key, TRow Row)>();
            DbCommand command = database.CreateCommand(query);
            await using (command.ConfigureAwait(false))
            {
                DbDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                    {
                        rows.Add(read(reader));
                    }
                }
            }

            return rows;
        }
        catch (DbException error)
        {
            throw DatabaseErrors.NotRead(database, query, error);
        }
    }
}
