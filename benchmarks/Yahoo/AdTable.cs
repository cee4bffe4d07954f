using System.Buffers.Binary;
using System.Numerics;

namespace OrleansStream.Benchmarks;

/// <summary>Numbers of campaigns by advertisement: open addressing over the identifiers' bytes.</summary>
internal sealed class AdTable
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private readonly byte[][] _ads;
    private readonly int[] _campaigns;
    private readonly int _shift;

    public AdTable(IEnumerable<(string Ad, int Campaign)> pairs)
    {
        (string Ad, int Campaign)[] all = [.. pairs];
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)all.Length * 4);
        _shift = 64 - BitOperations.Log2((uint)size);
        _ads = new byte[size][];
        _campaigns = new int[size];
        foreach ((string ad, int campaign) in all)
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(ad);
            int at = PlaceOf(bytes);
            while (_ads[at] is not null)
            {
                at = (at + 1) & (size - 1);
            }

            (_ads[at], _campaigns[at]) = (bytes, campaign);
        }
    }

    /// <summary>The campaign of an advertisement, which must be known.</summary>
    public int CampaignOf(ReadOnlySpan<byte> ad)
    {
        int at = PlaceOf(ad);
        while (!ad.SequenceEqual(_ads[at]))
        {
            at = (at + 1) & (_ads.Length - 1);
        }

        return _campaigns[at];
    }

    // The first and the last digits of an identifier are as good as all.
    private int PlaceOf(ReadOnlySpan<byte> ad) =>
        (int)(((BinaryPrimitives.ReadUInt64LittleEndian(ad) ^ (BinaryPrimitives.ReadUInt64LittleEndian(ad[^8..]) << 1)) * Multiplier) >> _shift);
}
