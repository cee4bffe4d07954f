using System.Globalization;

namespace Samples.EtlToPostgres;

/// <summary>Makes files of orders up: one a second, the same ones every time; a line in fifty is no order.</summary>
internal static class OrderFiles
{
    private const int LinesPerFile = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly DateTimeOffset FirstOrder = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Customers = ["Ann", "Bob", "Cid", "Dora", "Ed", "Fay"];
    private static readonly string[] Products = ["tea", "salt", "rice", "soap", "ink"];

    /// <summary>Goes on after the last file that is there, until it is told to stop.</summary>
    internal static async Task WriteAsync(string directory, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Pause, TimeProvider.System);
        try
        {
            for (int number = Directory.GetFiles(directory, "orders-*.csv").Length; ; number++)
            {
                // Files appear when they are complete, by their name.
                string name = string.Create(CultureInfo.InvariantCulture, $"orders-{number:000000}.csv");
                string hidden = Path.Join(directory, "." + name);
                await File.WriteAllLinesAsync(hidden, Lines(number), stopping);
                File.Move(hidden, Path.Join(directory, name), overwrite: true);
                await timer.WaitForNextTickAsync(stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The sample ends.
        }
    }

    private static IEnumerable<string> Lines(int number)
    {
        var random = new Random(number);
        for (int line = 0; line < LinesPerFile; line++)
        {
            long id = ((long)number * LinesPerFile) + line;
            string product = Products[random.Next(Products.Length)];
            string count = random.Next(50) == 0 ? "many" : random.Next(1, 10).ToString(CultureInfo.InvariantCulture);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{id},{FirstOrder.AddSeconds(id):yyyy-MM-ddTHH:mm:ssZ},{Customers[random.Next(Customers.Length)]},{product},{count},{random.Next(50, 2000) / 100m:0.00}");
        }
    }
}
