using System.Net.Sockets;
using System.Threading.Channels;

namespace OrleansStream.Core.Tests.Sources;

public sealed class SocketTextStreamTests
{
    [Fact]
    public async Task Lines_arrive_in_order()
    {
        using var server = new LineServer();
        await using var ssc = new StreamingContext(TimeSpan.FromMilliseconds(50));
        var lines = Channel.CreateUnbounded<string>();
        ssc.SocketTextStream("localhost", server.Port).ForeachRdd(async rdd =>
        {
            foreach (string line in await rdd.CollectAsync())
            {
                lines.Writer.TryWrite(line);
            }
        });
        await ssc.StartAsync();
        using Socket client = await server.AcceptAsync();
        for (int i = 1; i <= 5; i++)
        {
            await client.SendAsync(System.Text.Encoding.UTF8.GetBytes($"{i}\n"));
        }

        for (int i = 1; i <= 5; i++)
        {
            Assert.Equal($"{i}", await lines.Reader.ReadAsync().AsTask().Within());
        }
    }
}
