using System.Data.Common;
using OrleansStream;
using OrleansStream.Databases;

namespace Samples.EtlToPostgres;

/// <summary>Takes orders from files that appear in a directory: those that are sound go into a table, with a table of what has been sold, the other lines into a third one.</summary>
/// <param name="database">Where the tables are; they are created.</param>
public sealed class EtlToPostgres(DbDataSource database) : IStreamingJob
{
    public void Define(StreamingContext ssc, JobArguments args)
    {
        DStream<Order> orders = ssc.TextFileStream(args.Get<string>("orders"), newFilesOnly: false)
            .Named("files")
            .Map(Order.Parse)
            .DivertErrors(out DStream<DeadLetter> rejected)
            .Named("parse");

        orders.SaveToDatabase(database, SqlDialect.PostgreSql, TableSpec.Of<Order>("orders").Key("id").CreateIfMissing());

        // A product's row is replaced by each batch that has orders of it; a batch that runs again begins with the sales of the batch before.
        orders
            .Map(order => (order.Product, order))
            .MapWithState(StateSpec.Of<Sales>(), (product, order, sales) =>
            {
                Sales sold = sales.GetOption().GetValueOrDefault(new Sales(product, 0, 0, 0)).With(order.Value);
                sales.Update(sold);
                return sold;
            })
            .Named("sales")
            .SaveToDatabase(database, SqlDialect.PostgreSql, TableSpec.Of<Sales>("sales").Key("product").CreateIfMissing());

        rejected.SaveToDatabase(
            database,
            SqlDialect.PostgreSql,
            TableSpec.Of<DeadLetter>("rejected_lines")
                .Column("batch", letter => letter.BatchTime?.ToDateTimeOffset())
                .Column("line", letter => letter.Record)
                .Column("error", letter => letter.ErrorMessage)
                .CreateIfMissing());
    }
}
