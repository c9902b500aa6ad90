using System.Net;

namespace Connectivity.LoadTest.Setting;

/// <summary>
/// Two hosts with a wire between them: the seed, with the generator and one end of what is measured, and the shoot, with the other end and the target.
/// Every peer's bytes cross the same wire.
/// </summary>
internal sealed class NetworkPair : IDisposable
{
    private NetworkPair(string prefix)
    {
        Seed = NetworkNamespace.Create($"{prefix}-seed");
        Shoot = NetworkNamespace.Create($"{prefix}-shoot");
        Shell.Run("ip", "link", "add", "wire", "netns", Seed.Name, "type", "veth", "peer", "name", "wire", "netns", Shoot.Name);
        Address(Seed, SeedAddress);
        Address(Shoot, ShootAddress);
    }

    /// <summary>The seed's address.</summary>
    public static IPAddress SeedAddress { get; } = IPAddress.Parse("10.198.0.1");

    /// <summary>The shoot's address, which is the target's.</summary>
    public static IPAddress ShootAddress { get; } = IPAddress.Parse("10.198.0.2");

    /// <summary>Where the load comes from.</summary>
    public NetworkNamespace Seed { get; }

    /// <summary>Where it goes.</summary>
    public NetworkNamespace Shoot { get; }

    /// <summary>Makes one; needs root.</summary>
    public static NetworkPair Create() => new($"loadtest-{Environment.ProcessId}");

    /// <inheritdoc/>
    public void Dispose()
    {
        Seed.Dispose();
        Shoot.Dispose();
    }

    private static void Address(NetworkNamespace host, IPAddress address)
    {
        Shell.Run("ip", "-n", host.Name, "address", "add", $"{address}/30", "dev", "wire");
        Shell.Run("ip", "-n", host.Name, "link", "set", "wire", "up");
    }
}
