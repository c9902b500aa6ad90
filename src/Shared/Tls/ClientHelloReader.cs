namespace Connectivity.Shared.Tls;

/// <summary>
/// Reads the ClientHello at the start of a TLS connection (RFC 8446, sections 4.1.2 and 5.1; the same in RFC 5246), over any number of
/// TCP segments and TLS records. Strict: what is malformed is refused, and never taken for a hello without a server name.
/// </summary>
public static class ClientHelloReader
{
    /// <summary>
    /// Looks at everything received so far. Until the hello is complete a call costs no more than a look at each record's header, so
    /// it may be called after every arrival. The fields are looked at once, when all have arrived. Allocates nothing, never throws for
    /// what the client sent.
    /// </summary>
    /// <param name="received">All bytes of the connection from its first; the caller keeps them, to pass them on.</param>
    /// <param name="reassembly">
    /// Room for <see cref="ClientHelloLimits.MaxBytes"/> bytes; written only when a complete hello spans several records, and it then
    /// points into this room. May be shared by connections that are not looked at together.
    /// </param>
    /// <param name="limits">The bounds on what the client may send.</param>
    /// <param name="hello">The hello, when the result is <see cref="ReadStatus.Done"/>.</param>
    /// <param name="error">Why the bytes can never become a valid hello, when the result is <see cref="ReadStatus.Invalid"/>.</param>
    public static ReadStatus Read(
        ReadOnlySpan<byte> received,
        Span<byte> reassembly,
        in ClientHelloLimits limits,
        out ClientHello hello,
        out ClientHelloError error)
    {
        hello = default;
        var status = HandshakeScan.Scan(received, limits, out var layout, out error);
        if (status != ReadStatus.Done)
            return status;
        error = ClientHelloParser.Parse(layout.Body(received, reassembly), layout, out hello);
        return error == ClientHelloError.None ? ReadStatus.Done : ReadStatus.Invalid;
    }
}
