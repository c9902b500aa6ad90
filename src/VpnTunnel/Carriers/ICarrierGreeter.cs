using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Carriers;

/// <summary>Leads a new carrier to its session: the server's registry, or a slot of an agent. On the loop's thread.</summary>
internal interface ICarrierGreeter
{
    /// <summary>TLS stands and the preamble is sent. The agent sends its HELLO by <see cref="CarrierConnection.SendFirst"/>.</summary>
    void OnStarted(CarrierConnection carrier);

    /// <summary>The peer's HELLO.</summary>
    /// <param name="carrier">The carrier.</param>
    /// <param name="payload">The frame's payload.</param>
    /// <param name="error">What is wrong with it.</param>
    /// <param name="refusal">Why it is not wanted though nothing is wrong with it.</param>
    /// <returns>The link, attached to its session; null where it is wrong or not wanted.</returns>
    CarrierLink? OnHello(CarrierConnection carrier, ReadOnlySpan<byte> payload, out FrameError error, out GoAwayReason refusal);

    /// <summary>It has ended; its session knows already. Told once.</summary>
    void OnEnded(CarrierConnection carrier, CarrierEnd end);
}
