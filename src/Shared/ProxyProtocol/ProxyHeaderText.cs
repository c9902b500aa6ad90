using Connectivity.Shared.Addressing;

namespace Connectivity.Shared.ProxyProtocol;

/// <summary>Builds a version 1 line in a buffer that is known to be large enough.</summary>
internal ref struct ProxyHeaderText(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;
    private int _length;

    /// <summary>Appends bytes as they are.</summary>
    /// <returns>The length of the line so far.</returns>
    public int Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_destination[_length..]);
        return _length += text.Length;
    }

    public void AppendAddress(in SocketEndpoint endpoint, bool asIPv4) => _length += asIPv4
        ? AddressText.FormatIPv4(endpoint.IPv4, _destination[_length..])
        : AddressText.FormatIPv6(endpoint.Address, _destination[_length..]);

    public void AppendNumber(ushort value) => _length += AddressText.FormatNumber(value, _destination[_length..]);
}
