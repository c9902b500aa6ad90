namespace Connectivity.Shared.Tls;

/// <summary>
/// Reads the server_name extension (RFC 6066, section 3). The list was meant to hold names of several types; only host_name was ever
/// defined, and at most one name of a type is allowed, so a list of anything but one host_name is refused, as OpenSSL does.
/// </summary>
internal static class ServerNameExtension
{
    private const byte HostName = 0;

    public static ClientHelloError Read(ReadOnlySpan<byte> extension, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (extension.IsEmpty)
            return ClientHelloError.ServerNameListEmpty;
        var outer = new TlsFieldReader(extension);
        if (!outer.TryReadVector16(out var list) || !outer.IsEmpty)
            return ClientHelloError.ServerNameLength;

        var entries = new TlsFieldReader(list);
        if (!entries.TryReadByte(out var type))
            return ClientHelloError.ServerNameListEmpty;
        if (type != HostName)
            return ClientHelloError.ServerNameType;
        if (!entries.TryReadVector16(out var hostName))
            return ClientHelloError.ServerNameLength;
        if (!entries.IsEmpty)
            return ClientHelloError.ServerNameSeveral;

        var error = ServerNames.Check(hostName);
        if (error != ServerNameError.None)
            return ToHelloError(error);
        name = hostName;
        return ClientHelloError.None;
    }

    private static ClientHelloError ToHelloError(ServerNameError error) => error switch
    {
        ServerNameError.Empty => ClientHelloError.ServerNameEmpty,
        ServerNameError.TooLong => ClientHelloError.ServerNameTooLong,
        ServerNameError.Nul => ClientHelloError.ServerNameNul,
        ServerNameError.NonAscii => ClientHelloError.ServerNameNonAscii,
        ServerNameError.IPAddress => ClientHelloError.ServerNameIPAddress,
        ServerNameError.EmptyLabel or ServerNameError.LabelTooLong or ServerNameError.HyphenAtEdge => ClientHelloError.ServerNameLabel,
        _ => ClientHelloError.ServerNameCharacter,
    };
}
