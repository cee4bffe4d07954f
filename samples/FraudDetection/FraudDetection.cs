using OrleansStream;

namespace Samples.FraudDetection;

/// <summary>Reports the transactions of each batch that look like fraud, and the lines that are none.</summary>
public sealed class FraudDetection : IStreamingJob
{
    private const int Shown = 10;
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(30);

    public void Define(StreamingContext ssc, JobArguments args)
    {
        DStream<Transaction> transactions = ssc.SocketTextStream(args.Get("host", "localhost"), args.Get("port", 7777))
            .Map(Transaction.Parse)
            .DivertErrors(out DStream<DeadLetter> malformed)
            .Named("parse");

        // The state of a card is found by its number, whatever else the batch holds; a card that nobody uses is forgotten.
        transactions
            .Map(transaction => (transaction.Card, transaction))
            .MapWithState(StateSpec.Of<CardHistory>().Timeout(Forgotten), (_, card, transaction, history) =>
            {
                if (history.IsTimingOut)
                {
                    return Option<string>.None;
                }

                (string? reason, CardHistory next) = FraudRules.Judge(history.Exists ? history.Get() : null, transaction.Value);
                history.Update(next);
                return reason is null ? Option<string>.None : Option.Some($"{card}: {reason}");
            })
            .Named("cards")
            .ForeachRdd((alerts, time, cancellation) => ReportAsync(time, "transactions that look like fraud", alerts, cancellation));

        malformed
            .Map(letter => $"{letter.ErrorMessage} {letter.Record}")
            .ForeachRdd((letters, time, cancellation) => ReportAsync(time, "malformed lines", letters, cancellation));
    }

    private static async Task ReportAsync(BatchTime time, string title, Rdd<string> lines, CancellationToken cancellation)
    {
        if (await lines.CountAsync(cancellation) is var count and > 0)
        {
            Report.Write(time, title, count, await lines.TakeAsync(Shown, cancellation));
        }
    }
}
