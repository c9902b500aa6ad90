using System.Text;
using Connectivity.Shared;
using Connectivity.Shared.HttpConnect;

namespace Connectivity.VpnTunnel.Agent.Servers;

/// <summary>The gateway's answer to CONNECT, read from whatever of it is there.</summary>
internal static class GatewayAnswer
{
    /// <summary>Longest head of an answer, the preliminary ones before it included.</summary>
    public const int MaxBytes = 8192;

    private const int MaxReason = 200;

    /// <summary>Reads an answer. What follows its head is the tunnel's.</summary>
    /// <param name="received">What has come so far, from the beginning.</param>
    /// <param name="consumed">Bytes of the head, preliminary answers (1xx) before it included, once the tunnel stands.</param>
    /// <param name="failure">Why there will be no tunnel.</param>
    public static ReadStatus Read(ReadOnlySpan<byte> received, out int consumed, out LinkFailure? failure)
    {
        consumed = 0;
        failure = null;
        while (true)
        {
            var limits = ConnectLimits.Default with { MaxBytes = MaxBytes - consumed };
            var status = ConnectResponseReader.Read(received[consumed..], limits, out var response, out var length, out var error);
            if (status == ReadStatus.Invalid)
                failure = new LinkFailure(LinkFailureKind.GatewayMalformed, $"its answer is no HTTP response: {error.Text()}");
            if (status != ReadStatus.Done)
                return status;
            consumed += length;
            if (response.IsInterim)
                continue;
            if (response.IsEstablished)
                return ReadStatus.Done;
            failure = new LinkFailure(LinkFailureKind.GatewayRefused, $"it answered {response.Status}{Reason(response.Reason)}");
            return ReadStatus.Invalid;
        }
    }

    private static string Reason(ReadOnlySpan<byte> reason)
    {
        if (reason.IsEmpty)
            return "";
        var text = Encoding.Latin1.GetString(reason[..Math.Min(reason.Length, MaxReason)]);
        return " " + string.Concat(text.Select(static c => char.IsControl(c) ? '?' : c));
    }
}
