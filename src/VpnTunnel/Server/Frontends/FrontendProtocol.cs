using Connectivity.Shared;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Outcomes;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>How a client says where to, and how it is answered. Pure: looks at bytes and makes bytes, knows no sockets.</summary>
internal abstract class FrontendProtocol
{
    /// <summary>Room that every answer fits in, in bytes.</summary>
    public const int MaxAnswer = Shared.HttpConnect.ConnectRefusalWriter.MaxLength;

    /// <summary>What is to be said now, before the request is complete; taken by reading it.</summary>
    public virtual ReadOnlySpan<byte> TakeReply() => default;

    /// <summary>A protocol for one connection.</summary>
    public static FrontendProtocol For(FrontendKind kind) =>
        kind == FrontendKind.Socks5 ? new Socks5Protocol() : HttpConnectProtocol.Instance;

    /// <summary>Looks at everything received and not yet taken. Called again when more has come, and when it took something and needs more.</summary>
    /// <param name="received">The bytes.</param>
    /// <param name="record">Takes what is learnt: the destination when done, the detail of a refusal.</param>
    /// <param name="consumed">How many bytes are dealt with. When done, what follows is for the target.</param>
    /// <param name="refusal">Why the client is refused, when the result is <see cref="ReadStatus.Invalid"/>.</param>
    public abstract ReadStatus Read(ReadOnlySpan<byte> received, FrontendRecord record, out int consumed, out StreamOutcome refusal);

    /// <summary>Writes the answer that the connection stands; returns its length.</summary>
    public abstract int WriteEstablished(Span<byte> destination, FrontendRecord record);

    /// <summary>Writes the answer that it does not, with the cause; returns its length, 0 where there is nothing to be said.</summary>
    /// <param name="destination">At least <see cref="MaxAnswer"/> bytes.</param>
    /// <param name="record">Where to, and what is known of the cause.</param>
    /// <param name="outcome">The cause.</param>
    public abstract int WriteRefusal(Span<byte> destination, FrontendRecord record, StreamOutcome outcome);
}
