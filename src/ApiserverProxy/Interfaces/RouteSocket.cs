using System.ComponentModel;
using System.Net;

namespace Connectivity.ApiserverProxy.Interfaces;

/// <summary>Asks the kernel about interfaces and changes them. Of one thread. All methods throw <see cref="Win32Exception"/>.</summary>
internal sealed class RouteSocket : IDisposable
{
    private const int NoSuchDevice = 19;
    private const int NotPossible = 71;

    // The kernel sends dumps in pieces of up to 32 KiB to who has room for them.
    private readonly byte[] _answer = new byte[32 * 1024];
    private readonly byte[] _request = new byte[RouteMessages.MaxLength];
    private readonly NetlinkSocket _socket = NetlinkSocket.Open();
    private uint _sequence;

    /// <summary>The interface of a name; null when there is none.</summary>
    public LinkState? FindLink(string name)
    {
        LinkState? found = null;
        var error = Ask(RouteMessages.GetLink(_request, ++_sequence, name), message => found ??= LinkState.Read(message.Payload), RouteNetlink.NewLink);
        return error is 0 or NoSuchDevice ? found : throw new Win32Exception(error);
    }

    /// <summary>All addresses of all interfaces.</summary>
    public IReadOnlyList<AddressState> Addresses()
    {
        var addresses = new List<AddressState>();
        var error = Ask(
            RouteMessages.GetAddresses(_request, ++_sequence),
            message =>
            {
                if (AddressState.Read(message.Payload) is { } address)
                    addresses.Add(address);
            },
            RouteNetlink.NewAddress);
        return error == 0 ? addresses : throw new Win32Exception(error);
    }

    /// <summary>Makes an interface: 0 or the error number.</summary>
    public int TryAddLink(string name, string kind) => Ask(RouteMessages.AddLink(_request, ++_sequence, name, kind));

    /// <summary>Sets an interface up, or down.</summary>
    public void SetUp(int index, bool isUp = true) => Demand(RouteMessages.SetUp(_request, ++_sequence, index, isUp));

    /// <summary>Removes an interface.</summary>
    public void DeleteLink(int index) => Demand(RouteMessages.DeleteLink(_request, ++_sequence, index));

    /// <summary>Gives an interface an address.</summary>
    public void AddAddress(int index, IPAddress address) => Demand(RouteMessages.AddAddress(_request, ++_sequence, index, address));

    /// <summary>Takes an address from an interface.</summary>
    public void DeleteAddress(int index, IPAddress address) => Demand(RouteMessages.DeleteAddress(_request, ++_sequence, index, address));

    public void Dispose() => _socket.Dispose();

    private void Demand(ReadOnlySpan<byte> request)
    {
        if (Ask(request) is var error and not 0)
            throw new Win32Exception(error);
    }

    private int Ask(ReadOnlySpan<byte> request) => Ask(request, static _ => { }, type: 0);

    /// <summary>Sends a request and reads its answers up to the last. Returns 0 or the error number.</summary>
    private int Ask(ReadOnlySpan<byte> request, MessageTaker take, ushort type)
    {
        _socket.Send(request);
        // One answer ends with itself; all others with a message that says so.
        var isSingle = type == RouteNetlink.NewLink;
        while (_socket.Receive(_answer) is > 0 and var length)
        {
            var messages = new NetlinkReader(_answer.AsSpan(0, length));
            while (messages.TryNext(out var message))
            {
                if (message.Sequence != _sequence)
                    continue;
                if (message.Type is RouteNetlink.Error or RouteNetlink.Done)
                    return message.Error;
                if (message.Type != type)
                    continue;
                take(message);
                if (isSingle)
                    return 0;
            }
        }

        return NotPossible;
    }

    private delegate void MessageTaker(NetlinkMessage message);
}
