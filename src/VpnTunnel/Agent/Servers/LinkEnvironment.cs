using Connectivity.Shared.Dialing;
using Connectivity.VpnTunnel.Carriers;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Agent.Servers;

/// <summary>What all links to servers have in common. On the loop's thread.</summary>
internal sealed class LinkEnvironment
{
    /// <summary>The loop, as sessions see it.</summary>
    public required LoopHost Host { get; init; }

    /// <summary>Looks servers and gateways up.</summary>
    public required NameResolver Resolver { get; init; }

    /// <summary>Takes the streams that servers open.</summary>
    public required IStreamAcceptor Acceptor { get; init; }

    /// <summary>Our side of TLS; asked anew for each carrier.</summary>
    public required AgentTls Tls { get; init; }

    /// <summary>The configuration in force.</summary>
    public required AgentOptions Options { get; set; }

    /// <summary>When this process started, in Unix milliseconds: a server tells by it that an agent was started anew.</summary>
    public required long StartedMs { get; init; }

    /// <summary>Random fractions from 0 up to 1, for waits.</summary>
    public required Func<double> Random { get; init; }

    /// <summary>Where links tell how they fare.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Monotonic milliseconds.</summary>
    public long NowMs => Host.NowMs;
}
