using System.Net;
using System.Net.Sockets;

namespace Connectivity.Shared.Dialing;

/// <summary>How a look-up ended.</summary>
public enum LookUpOutcome : byte
{
    /// <summary>There is at least one address.</summary>
    Found,

    /// <summary>The resolver knows that there is no such name, or no address of it.</summary>
    NotFound,

    /// <summary>The resolver could not find out.</summary>
    Failed,

    /// <summary>The resolver has not answered in time.</summary>
    TimedOut,
}

/// <summary>What a look-up brought.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Addresses">In the order of the resolver's preference (RFC 6724); empty unless found.</param>
/// <param name="Problem">In words, without the name; empty if found.</param>
public sealed record LookUpResult(LookUpOutcome Outcome, IReadOnlyList<IPAddress> Addresses, string Problem)
{
    /// <summary>There is no such name.</summary>
    public static LookUpResult NotFound { get; } = new(LookUpOutcome.NotFound, [], "no such name");

    /// <summary>No answer in time.</summary>
    public static LookUpResult TimedOut { get; } = new(LookUpOutcome.TimedOut, [], "no answer from the resolver in time");

    /// <summary>The resolver failed in a way that it does not explain.</summary>
    public static LookUpResult Broken { get; } = new(LookUpOutcome.Failed, [], "the resolver failed");

    /// <summary>The resolver's answer.</summary>
    public static LookUpResult Of(IReadOnlyList<IPAddress> addresses) =>
        addresses.Count == 0 ? NotFound : new LookUpResult(LookUpOutcome.Found, addresses, "");

    /// <summary>The resolver's failure.</summary>
    public static LookUpResult Of(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData => NotFound,
        SocketError.TryAgain => new LookUpResult(LookUpOutcome.Failed, [], "the resolver failed for now"),
        _ => Broken,
    };
}
