namespace Connectivity.Shared.ProxyProtocol;

/// <summary>
/// PROXY headers in a row, as proxies behind each other make them: each writes its own header in front of what it forwards. Which of
/// them to believe for the source and which for the destination is the operator's choice, see <see cref="this[StackedHeader]"/>;
/// a chosen header without addresses means the connection's own, never another header's.
/// </summary>
public readonly ref struct StackedProxyHeaders
{
    private readonly ProxyHeader _outermost;
    private readonly ProxyHeader _innermost;

    private StackedProxyHeaders(ProxyHeader outermost, ProxyHeader innermost, int count)
    {
        _outermost = outermost;
        _innermost = innermost;
        Count = count;
    }

    /// <summary>How many headers there were.</summary>
    public int Count { get; }

    /// <summary>The chosen header; with one header both are the same.</summary>
    public ProxyHeader this[StackedHeader which] => which == StackedHeader.Outermost ? _outermost : _innermost;

    /// <summary>
    /// Reads one header and the ones right behind it, up to <see cref="ProxyHeaderLimits.MaxStacked"/>. If there may be another one, it
    /// takes the bytes behind the last to tell; with a limit of one it is done with the header's last byte. A header beyond the
    /// limit is left for the next reader, to which it is no TLS and no HTTP.
    /// </summary>
    /// <param name="received">Everything received on the connection.</param>
    /// <param name="limits">Bounds of each header and of their number.</param>
    /// <param name="stack">The headers, when done.</param>
    /// <param name="consumed">The headers' length in all when done, else 0.</param>
    /// <param name="error">Why the bytes are invalid.</param>
    public static ReadStatus Read(
        ReadOnlySpan<byte> received,
        in ProxyHeaderLimits limits,
        out StackedProxyHeaders stack,
        out int consumed,
        out ProxyHeaderError error)
    {
        stack = default;
        consumed = 0;
        var status = ProxyHeaderReader.Read(received, limits, out var outermost, out var at, out error);
        if (status != ReadStatus.Done)
            return status;

        var innermost = outermost;
        var count = 1;
        for (; count < limits.MaxStacked; count++)
        {
            var detection = ProxyHeaderReader.LooksLikeProxy(received[at..]);
            if (detection == ProxyDetection.NeedMore)
                return ReadStatus.NeedMore;
            if (detection == ProxyDetection.Absent)
                break;
            status = ProxyHeaderReader.Read(received[at..], limits, out innermost, out var length, out error);
            if (status != ReadStatus.Done)
                return status;
            at += length;
        }

        stack = new StackedProxyHeaders(outermost, innermost, count);
        consumed = at;
        return ReadStatus.Done;
    }
}
