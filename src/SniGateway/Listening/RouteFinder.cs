using Connectivity.Shared;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.ProxyProtocol;
using Connectivity.Shared.Tls;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Routing;

namespace Connectivity.SniGateway.Listening;

/// <summary>
/// From a connection's first bytes to its route. Pure: looks at bytes, writes what it learns into the record, decides nothing about
/// sockets. Called again with all bytes whenever more have arrived.
/// </summary>
internal static class RouteFinder
{
    /// <summary>Looks at everything received so far.</summary>
    /// <param name="received">All bytes of the connection, PROXY headers included.</param>
    /// <param name="reassembly">Room for a ClientHello that spans several records.</param>
    /// <param name="settings">The listener's.</param>
    /// <param name="table">Where routes are looked up.</param>
    /// <param name="wantsFingerprint">Whether to compute the JA4 fingerprint.</param>
    /// <param name="record">Takes what is learnt.</param>
    /// <param name="refusal">Why there is no route, when the result is <see cref="ReadStatus.Invalid"/>.</param>
    public static ReadStatus Find(
        ReadOnlySpan<byte> received,
        Span<byte> reassembly,
        ListenerSettings settings,
        RouteTable table,
        bool wantsFingerprint,
        ConnectionRecord record,
        out ConnectionOutcome refusal)
    {
        refusal = ConnectionOutcome.None;
        if (settings.Options.ProxyProtocol != ProxyProtocolMode.Off && record.ProxyHeaderBytes == 0)
        {
            var status = ReadProxyHeaders(received, settings, record, out refusal);
            if (status != ReadStatus.Done)
                return status;
        }

        var payload = received[record.ProxyHeaderBytes..];
        return settings.Options.Kind switch
        {
            ListenerKind.Sni => FindByHello(payload, reassembly, settings, table, wantsFingerprint, record, out refusal),
            ListenerKind.ProxyDestination => FindByDestination(table, record, out refusal),
            _ => ConnectRouteFinder.Find(payload, settings.ConnectLimits, table, record, out refusal),
        };
    }

    private static ReadStatus ReadProxyHeaders(
        ReadOnlySpan<byte> received, ListenerSettings settings, ConnectionRecord record, out ConnectionOutcome refusal)
    {
        refusal = ConnectionOutcome.None;
        var required = settings.Options.ProxyProtocol == ProxyProtocolMode.Required;
        if (!settings.TrustedProxies.Contains(record.Peer))
        {
            // A direct peer's header would let it choose its own source; without one it is an ordinary client where headers are optional.
            if (!required && ProxyHeaderReader.LooksLikeProxy(received) == ProxyDetection.Absent)
                return ReadStatus.Done;
            if (!required && ProxyHeaderReader.LooksLikeProxy(received) == ProxyDetection.NeedMore)
                return ReadStatus.NeedMore;
            refusal = ConnectionOutcome.ProxyHeaderUntrusted;
            return ReadStatus.Invalid;
        }

        if (!required && ProxyHeaderReader.LooksLikeProxy(received) == ProxyDetection.Absent)
            return ReadStatus.Done;
        var status = StackedProxyHeaders.Read(received, settings.ProxyLimits, out var stack, out var consumed, out var error);
        if (status == ReadStatus.Invalid)
        {
            refusal = error.Outcome();
            record.Detail = error.Text();
        }

        if (status != ReadStatus.Done)
            return status;
        record.ProxyHeaderBytes = record.StrippedBytes = consumed;
        if (stack[settings.SourceHeader] is { HasAddresses: true } source)
            record.Source = source.Source;
        if (stack[settings.DestinationHeader] is { HasAddresses: true } destination)
            record.Destination = destination.Destination;
        return ReadStatus.Done;
    }

    private static ReadStatus FindByHello(
        ReadOnlySpan<byte> payload,
        Span<byte> reassembly,
        ListenerSettings settings,
        RouteTable table,
        bool wantsFingerprint,
        ConnectionRecord record,
        out ConnectionOutcome refusal)
    {
        refusal = ConnectionOutcome.None;
        var status = ClientHelloReader.Read(payload, reassembly, settings.HelloLimits, out var hello, out var error);
        if (status == ReadStatus.Invalid)
        {
            refusal = error.Outcome();
            record.Detail = error.Text();
        }

        if (status != ReadStatus.Done)
            return status;
        Describe(hello, wantsFingerprint, record);
        if (!hello.HasServerName)
        {
            refusal = ConnectionOutcome.NoServerName;
            return ReadStatus.Invalid;
        }

        Span<char> name = stackalloc char[ServerNames.MaxLength];
        // The reader has checked the name by the same rules.
        ServerNames.TryNormalize(hello.ServerName, name, out var length, out _);
        record.Route = table.FindByServerName(name[..length]);
        record.RequestedName = NameOf(record.Route, name[..length]);
        return Found(record, out refusal);
    }

    private static ReadStatus FindByDestination(RouteTable table, ConnectionRecord record, out ConnectionOutcome refusal)
    {
        if (!record.Destination.IsNone)
            record.Route = table.FindByProxyDestination(record.Destination);
        return Found(record, out refusal);
    }

    private static ReadStatus Found(ConnectionRecord record, out ConnectionOutcome refusal)
    {
        refusal = record.Route is null ? ConnectionOutcome.NoRoute : ConnectionOutcome.None;
        return record.Route is null ? ReadStatus.Invalid : ReadStatus.Done;
    }

    private static void Describe(in ClientHello hello, bool wantsFingerprint, ConnectionRecord record)
    {
        record.HasEncryptedClientHello = hello.HasEncryptedClientHello;
        record.Alpn = AlpnText(hello.Alpn.First);
        if (!wantsFingerprint)
            return;
        Span<char> fingerprint = stackalloc char[Ja4.Length];
        Ja4.Write(hello, fingerprint);
        record.Ja4 = new string(fingerprint);
    }

    /// <summary>The common protocols without a string a connection; others only when they are printable.</summary>
    private static string? AlpnText(ReadOnlySpan<byte> protocol)
    {
        if (protocol.IsEmpty)
            return null;
        if (protocol.SequenceEqual("h2"u8))
            return "h2";
        if (protocol.SequenceEqual("http/1.1"u8))
            return "http/1.1";
        return protocol.ContainsAnyExceptInRange((byte)0x21, (byte)0x7e) ? "(unprintable)" : System.Text.Encoding.ASCII.GetString(protocol);
    }

    /// <summary>The route's own string where the name is one of its hosts, so that a connection costs none.</summary>
    private static string NameOf(Route? route, ReadOnlySpan<char> name)
    {
        if (route is not null)
        {
            foreach (var host in route.Options.Hosts)
            {
                if (name.SequenceEqual(host))
                    return host;
            }
        }

        return new string(name);
    }
}
