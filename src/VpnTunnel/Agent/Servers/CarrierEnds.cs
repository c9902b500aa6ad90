using Connectivity.VpnTunnel.Carriers;

namespace Connectivity.VpnTunnel.Agent.Servers;

/// <summary>What the end of a carrier means for its slot.</summary>
internal static class CarrierEnds
{
    /// <summary>The failure that an end stands for.</summary>
    /// <param name="end">The end.</param>
    /// <param name="stood">Whether the HELLO had been answered.</param>
    public static LinkFailure FailureOf(CarrierEnd end, bool stood) => end.Kind switch
    {
        CarrierEndKind.RefusedByPeer => new LinkFailure(LinkFailureKind.ServerRefused, $"it refused the carrier: {Shown(end.Detail)}"),
        CarrierEndKind.ProtocolError => new LinkFailure(LinkFailureKind.ServerRefused, $"what it sent is not the protocol: {Shown(end.Detail)}"),
        CarrierEndKind.HelloTimeout => new LinkFailure(LinkFailureKind.ServerTimedOut, "it did not answer HELLO in time"),
        // A TLS 1.3 client learns only now that the server does not take its certificate.
        CarrierEndKind.Lost when !stood => new LinkFailure(LinkFailureKind.TlsFailed, $"ended before HELLO: {Shown(end.Detail)}"),
        CarrierEndKind.PeerClosed when !stood => new LinkFailure(LinkFailureKind.ServerRefused, "it closed the carrier before HELLO"),
        CarrierEndKind.PeerClosed => new LinkFailure(LinkFailureKind.Lost, end.Detail.Length == 0 ? "the server closed it" : $"the server closed it: {Shown(end.Detail)}"),
        CarrierEndKind.Closed => new LinkFailure(LinkFailureKind.Lost, "this agent closed it"),
        CarrierEndKind.GivenUp => new LinkFailure(LinkFailureKind.Lost, "no sign of life"),
        CarrierEndKind.Internal => new LinkFailure(LinkFailureKind.Lost, Shown(end.Detail)),
        _ => new LinkFailure(LinkFailureKind.Lost, end.Detail.Length == 0 ? "the connection failed" : Shown(end.Detail)),
    };

    // A peer's words, in part.
    private static string Shown(string text) => string.Concat(text.Take(200).Select(static c => char.IsControl(c) ? '?' : c));
}
