using Connectivity.Shared.Addressing;
using Connectivity.Shared.HttpConnect;
using Connectivity.Shared.ProxyProtocol;
using Connectivity.Shared.Tls;
using Connectivity.SniGateway.Configuration;

namespace Connectivity.SniGateway.Listening;

/// <summary>What a listener's connections go by, made ready from the configuration. Replaced as a whole by a reload.</summary>
internal sealed class ListenerSettings
{
    /// <summary>Makes the settings.</summary>
    public ListenerSettings(ListenerOptions options, LimitsOptions limits)
    {
        Options = options;
        TrustedProxies = new SourceRangeSet(options.TrustedProxies);
        HelloLimits = new ClientHelloLimits(limits.HelloMaxBytes, limits.HelloMaxRecords);
        ConnectLimits = ConnectLimits.Default with { MaxBytes = Math.Min(ConnectLimits.Default.MaxBytes, limits.HelloMaxBytes) };
        ProxyLimits = new ProxyHeaderLimits { MaxBytes = limits.ProxyHeaderMaxBytes, MaxStacked = options.StackedHeaders };
        MaxBufferedBytes = HelloLimits.MaxReceivedBytes + (limits.ProxyHeaderMaxBytes * options.StackedHeaders);
    }

    /// <summary>What the configuration says.</summary>
    public ListenerOptions Options { get; }

    /// <summary>Who may send a PROXY header.</summary>
    public SourceRangeSet TrustedProxies { get; }

    /// <summary>Bounds of the ClientHello.</summary>
    public ClientHelloLimits HelloLimits { get; }

    /// <summary>Bounds of PROXY headers.</summary>
    public ProxyHeaderLimits ProxyLimits { get; }

    /// <summary>Bounds of the CONNECT request.</summary>
    public ConnectLimits ConnectLimits { get; }

    /// <summary>Most bytes that are held before the route is known.</summary>
    public int MaxBufferedBytes { get; }

    /// <summary>Which stacked header names the client.</summary>
    public StackedHeader SourceHeader => Choice(Options.SourceHeader);

    /// <summary>Which stacked header names the original destination.</summary>
    public StackedHeader DestinationHeader => Choice(Options.DestinationHeader);

    private static StackedHeader Choice(HeaderChoice choice) =>
        choice == HeaderChoice.Outermost ? StackedHeader.Outermost : StackedHeader.Innermost;
}
