using System.Globalization;
using System.Net;

namespace OrleansStream;

/// <summary>How a client finds a cluster.</summary>
public sealed class OrleansStreamClientOptions
{
    /// <summary>The cluster's id.</summary>
    /// <value>The default is that of a silo without configuration.</value>
    public string ClusterId { get; set; } = "orleans-stream";

    /// <summary>The cluster's service id.</summary>
    /// <value>The default is that of a silo without configuration.</value>
    public string ServiceId { get; set; } = "orleans-stream";

    /// <summary>The gateways of silos: addresses with ports. One that answers is enough; with more the client survives the loss of some.</summary>
    /// <value>The default is that of a silo without configuration on this machine.</value>
    public IReadOnlyList<IPEndPoint> Gateways { get; set; } = [new IPEndPoint(IPAddress.Loopback, 30000)];

    /// <summary>The secret of the cluster, if it asks for one.</summary>
    /// <value>The default, null, is none. Not empty.</value>
    /// <remarks>It is sent with every call and shows that the caller may make it; it encrypts nothing.</remarks>
    public string? Secret { get; set; }

    /// <summary>How long to try to connect.</summary>
    /// <value>The default is 10 seconds. Not negative.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value breaks its rule; the message names the key, the value and the rule.</exception>
    internal void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(ClusterId), nameof(ClusterId), ClusterId, "not be empty");
        Require(!string.IsNullOrWhiteSpace(ServiceId), nameof(ServiceId), ServiceId, "not be empty");
        Require(Gateways is { Count: > 0 } && Gateways.All(gateway => gateway is { Port: > 0 }), nameof(Gateways), string.Join(", ", Gateways ?? []), "name at least one address and port");
        Require(Secret is null or { Length: > 0 }, nameof(Secret), "", "not be empty");
        Require(ConnectTimeout >= TimeSpan.Zero, nameof(ConnectTimeout), ConnectTimeout, "not be negative");
    }

    private static void Require(bool holds, string key, object? value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{nameof(OrleansStreamClientOptions)}.{key} is '{value}'; it must {rule}."), key);
        }
    }
}
