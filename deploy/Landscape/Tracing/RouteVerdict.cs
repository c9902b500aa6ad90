namespace Connectivity.Landscape.Tracing;

/// <summary>Whose fault it is that kube-apiserver does not answer through the gateway, told from two handshakes.</summary>
internal static class RouteVerdict
{
    /// <summary>The leg from the gateway to kube-apiserver.</summary>
    /// <param name="host">The name that was asked for.</param>
    /// <param name="through">The handshake through the gateway.</param>
    /// <param name="straight">The handshake past it.</param>
    /// <param name="record">What the gateway's access log says of the first; null where it says nothing.</param>
    /// <param name="missing">A word where kube-apiserver's process is not running; else empty.</param>
    public static LegResult Of(string host, HandshakeResult through, HandshakeResult straight, GatewayRecord? record, string missing)
    {
        if (through.IsOk)
            return LegResult.Ok(TraceLeg.GatewayToApiserver, through.Took, $"TLS as {host}, right certificate{Straight(straight)}");
        if (through.End == HandshakeEnd.NotConnected)
            return LegResult.NotReached(TraceLeg.GatewayToApiserver, $"the gateway cannot be connected to{Straight(straight)}");
        var log = record is null ? "" : $"; {record}";
        return LegResult.Failed(TraceLeg.GatewayToApiserver, through.Took, $"{Cause(host, through, straight, missing)}{log}");
    }

    private static string Cause(string host, HandshakeResult through, HandshakeResult straight, string missing)
    {
        if (through.Alert == AlertText.UnrecognizedName)
            return $"the gateway has no route for {host}: {through.Detail}{Straight(straight)}";
        if (through.Alert == AlertText.AccessDenied)
            return $"the route's allowedSources do not have this machine: {through.Detail}{Straight(straight)}";
        if (!straight.IsOk && straight.End == through.End)
            return $"kube-apiserver is at fault, with and without the gateway: {straight.Detail}{missing}";
        if (!straight.IsOk)
            return $"kube-apiserver does not answer: {straight.Detail}{missing}; through the gateway: {through.Detail}";
        return through.End switch
        {
            HandshakeEnd.CertificateWrong => $"the gateway leads to another server: {through.Detail}{Straight(straight)}",
            HandshakeEnd.Alert => $"the gateway finds no way to kube-apiserver, which answers past it: {through.Detail}",
            _ => $"the gateway does not pass the handshake on: {through.Detail}{Straight(straight)}",
        };
    }

    private static string Straight(HandshakeResult straight) =>
        straight.IsOk ? $"; past the gateway {TraceReport.Milliseconds(straight.Took)}" : $"; past the gateway: {straight.Detail}";
}
