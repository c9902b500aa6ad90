using System.Text;
using Connectivity.Shared;
using Connectivity.Shared.HttpConnect;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Routing;

namespace Connectivity.SniGateway.Listening;

/// <summary>
/// From an HTTP CONNECT request to its route: the destination is the value of one header, compared byte for byte with what the
/// routes list. The request's authority means nothing. Pure, like <see cref="RouteFinder"/>.
/// </summary>
internal static class ConnectRouteFinder
{
    public static ReadStatus Find(
        ReadOnlySpan<byte> payload, in ConnectLimits limits, RouteTable table, ConnectionRecord record, out ConnectionOutcome refusal)
    {
        refusal = ConnectionOutcome.None;
        var status = ConnectRequestReader.Read(payload, limits, out var request, out var consumed, out var error);
        if (status == ReadStatus.Invalid)
        {
            refusal = error.Outcome();
            record.Detail = error.Text();
        }

        if (status != ReadStatus.Done)
            return status;
        record.StrippedBytes += consumed;
        record.ConnectMinorVersion = request.MinorVersion;
        if (TryGetDestination(request, out var destination))
        {
            Span<char> text = stackalloc char[destination.Length];
            Encoding.Latin1.GetChars(destination, text);
            record.Route = table.FindByConnectDestination(text);
            record.RequestedName = new string(text);
        }

        refusal = record.Route is null ? ConnectionOutcome.NoRoute : ConnectionOutcome.None;
        return record.Route is null ? ReadStatus.Invalid : ReadStatus.Done;
    }

    /// <summary>One of the two headers, once: with two values nobody could say which of them was meant.</summary>
    private static bool TryGetDestination(in ConnectRequest request, out ReadOnlySpan<byte> destination)
    {
        var current = request.Headers.Find("X-Gardener-Destination"u8, out destination);
        var legacy = request.Headers.Find("Reversed-VPN"u8, out var legacyDestination);
        if (current == 0)
            destination = legacyDestination;
        return current + legacy == 1;
    }
}
