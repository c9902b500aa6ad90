using System.Text.RegularExpressions;

namespace Connectivity.Landscape.Shoots;

/// <summary>The name of a shoot, and the names that follow from it in a hosted landscape.</summary>
internal sealed partial record ShootName
{
    /// <summary>By which the agents tell the shoot's tunnel server from others.</summary>
    public const string TunnelServerId = "vpn-seed-server-0";

    private const string Project = "dev";

    // RFC 2606: no one else answers for this domain.
    private const string Domain = "example.test";

    private ShootName(string value) => Value = value;

    /// <summary>The name as its owner wrote it.</summary>
    public string Value { get; }

    /// <summary>The namespace of the control plane in the seed; also the tenant in logs, metrics and limits.</summary>
    public string Namespace => $"shoot--{Project}--{Value}";

    /// <summary>The API host of the shoot's own domain.</summary>
    public string Host => $"api.{Value}.{Project}.{Domain}";

    /// <summary>Every name by which the shoot's API is called: that of its own domain and that of the landscape's.</summary>
    public IReadOnlyList<string> Hosts => [Host, $"api.{Value}.{Project}.internal.{Domain}"];

    /// <summary>The destination of an HTTP CONNECT request that means this shoot's API.</summary>
    public string ConnectDestination => $"outbound|443||kube-apiserver.{Namespace}.svc.cluster.local";

    /// <summary>The name of the tunnel server in the seed.</summary>
    public string TunnelServerHost => $"{TunnelServerId}.{Namespace}.svc.cluster.local";

    /// <summary>The destination of an HTTP CONNECT request that means this shoot's tunnel server.</summary>
    public string TunnelDestination => $"outbound|1194||{TunnelServerHost}";

    /// <summary>Takes a name of lower-case letters, digits and single dashes, of 20 characters at most.</summary>
    /// <exception cref="FormatException">It is not such a name.</exception>
    public static ShootName Parse(string value) => Pattern().IsMatch(value)
        ? new ShootName(value)
        : throw new FormatException($"'{value}' is no name of a shoot: up to 20 lower-case letters, digits and single dashes between them");

    /// <summary>The first names that are free: a, b, …, z, then s27, s28, ….</summary>
    public static IEnumerable<ShootName> Next(IReadOnlySet<string> taken) =>
        Enumerable.Range(0, int.MaxValue)
            .Select(index => index < 26 ? $"{(char)('a' + index)}" : $"s{index + 1}")
            .Where(name => !taken.Contains(name))
            .Select(Parse);

    public override string ToString() => Value;

    [GeneratedRegex("^(?=.{1,20}$)[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
