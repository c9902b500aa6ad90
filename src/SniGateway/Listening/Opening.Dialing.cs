using System.Buffers;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.HttpConnect;
using Connectivity.Shared.Native;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.ProxyProtocol;
using Connectivity.Shared.Relaying;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Upstream;

namespace Connectivity.SniGateway.Listening;

/// <summary>Connecting to a backend, and to another when that fails.</summary>
internal sealed partial class Opening
{
    private AttemptedEndpoints _tried;
    private ConnectionOutcome _lastFailure = ConnectionOutcome.NoBackend;
    private int _upstream = -1;
    private bool _upstreamWatched;
    private int _ownHeaderBytes;

    private ReadOnlySpan<byte> FirstBytes =>
        _ownHeaderBytes > 0 ? ReceivedBytes : ReceivedBytes[_record.StrippedBytes..];

    private void Dial()
    {
        WriteOwnHeader();
        while (true)
        {
            if (_tried.Count >= Limits.ConnectAttempts ||
                !_record.Route!.Backends.TryPick(_record.Source, ref _tried, _loop.NowMs, out var endpoint))
            {
                Refuse(_lastFailure);
                return;
            }

            _record.Endpoint = endpoint;
            _record.Attempts = _tried.Count;
            endpoint.Acquire();
            if (TryAttempt(endpoint))
                return;
        }
    }

    /// <summary>Starts one attempt. False: it has failed already.</summary>
    private bool TryAttempt(BackendEndpoint endpoint)
    {
        _upstream = TcpSocket.Open(!endpoint.Address.IsIPv4);
        if (_upstream < 0)
        {
            endpoint.Release();
            Refuse(ConnectionOutcome.OutOfDescriptors);
            return true;
        }

        SetUpstreamOptions();
        var result = TcpSocket.Connect(_upstream, endpoint.Address);
        if (result < 0 && result != -Errno.EINPROGRESS)
        {
            EndAttempt(-result);
            return false;
        }

        // On a near network the handshake is over by now; elsewhere this one call tells that it is not.
        result = TcpSocket.Send(_upstream, FirstBytes);
        if (result >= 0 && !FirstBytes.IsEmpty)
        {
            StartRelay(result);
            return true;
        }

        if (result < 0 && result != -Errno.EAGAIN)
        {
            EndAttempt(-result);
            return false;
        }

        WaitForUpstream();
        return true;
    }

    private void WaitForUpstream()
    {
        KeepReceived();
        var result = _clientWatched ? 0 : _loop.Watch(this, ClientLeg, _client, alsoWritable: false);
        result |= _loop.Watch(this, UpstreamLeg, _upstream, alsoWritable: true);
        if (result < 0)
        {
            EndWithReset(ConnectionOutcome.InternalError);
            return;
        }

        _clientWatched = _upstreamWatched = true;
        _loop.Schedule(this, _loop.NowMs + (long)Limits.ConnectTimeout.TotalMilliseconds);
    }

    private void SendFirstBytes()
    {
        if (!IsDialing)
            return;
        // An empty send tells the state of the connection as well as a full one.
        var sent = TcpSocket.Send(_upstream, FirstBytes);
        if (sent >= 0)
            StartRelay(sent);
        else if (sent != -Errno.EAGAIN)
            AttemptFailed(-sent);
    }

    private void AttemptFailed(int errno)
    {
        EndAttempt(errno);
        Dial();
    }

    private void EndAttempt(int errno)
    {
        _lastFailure = errno switch
        {
            Errno.ECONNREFUSED or Errno.ECONNRESET or Errno.EPIPE => ConnectionOutcome.ConnectRefused,
            Errno.ETIMEDOUT => ConnectionOutcome.ConnectTimeout,
            _ => ConnectionOutcome.ConnectUnreachable,
        };
        CloseUpstream();
        // That this machine is out of ports or memory says nothing about the endpoint.
        if (errno is not (Errno.EADDRNOTAVAIL or Errno.ENOBUFS))
            _record.Endpoint!.ConnectFailed(_loop.NowMs);
        _record.Endpoint!.Release();
    }

    private void CloseUpstream()
    {
        TcpSocket.Close(_upstream);
        _upstream = -1;
        _upstreamWatched = false;
        _loop.Unschedule(this);
    }

    /// <summary>Hands both sockets over to a relay. <paramref name="sent"/> of the first bytes have gone up already.</summary>
    private void StartRelay(int sent)
    {
        if (_record.Route!.State.Removed && _record.Route.Options.CloseOnRemove)
        {
            CloseUpstream();
            _record.Endpoint!.Release();
            Refuse(ConnectionOutcome.RouteRemoved);
            return;
        }

        if (_settings.Options.Kind == ListenerKind.Connect)
            // A few bytes into an empty send buffer: they fit, or the client is gone, as the relay will find.
            _ = TcpSocket.Send(_client, ConnectResponses.Established(_record.ConnectMinorVersion));
        _record.ConnectedMs = _loop.NowMs;
        _record.Endpoint!.ConnectSucceeded();
        _record.Route!.State.Counters(_loop.Index).CountConnect(_loop.NowMs - _record.RoutedMs);
        var relay = new Relay(_loop, _client, _upstream, _gateway.RelayOptions, _record);
        _record.Relay = relay;
        _loop.Replace(this, relay);
        HandOverBytes(relay, sent);
        _record.OnRelayed(Math.Max(0, sent - _ownHeaderBytes), 0);
        relay.Start(_clientWatched, _upstreamWatched);
    }

    private void HandOverBytes(Relay relay, int sent)
    {
        var skipped = _ownHeaderBytes > 0 ? 0 : _record.StrippedBytes;
        if (skipped + sent < _received)
        {
            KeepReceived();
            relay.SendFirst(_buffer!, skipped + sent, _received);
        }
        else if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = null;
    }

    private void SetUpstreamOptions()
    {
        var keepalive = _snapshot.Options.Keepalive;
        TcpSocket.SetNoDelay(_upstream);
        TcpSocket.SetKeepAlive(_upstream, (int)keepalive.Idle.TotalSeconds, (int)keepalive.Interval.TotalSeconds, keepalive.Probes);
        if (Limits.UserTimeout > TimeSpan.Zero)
            TcpSocket.SetUserTimeout(_upstream, (int)Limits.UserTimeout.TotalMilliseconds);
    }

    /// <summary>Puts our own PROXY header in place of any that came in.</summary>
    private void WriteOwnHeader()
    {
        var version = _record.Route!.Options.SendProxyProtocol;
        if (version == SendProxyProtocol.Off || _ownHeaderBytes > 0)
            return;
        Span<byte> header = stackalloc byte[ProxyHeaderWriter.MaxV2Length];
        var destination = _record.Destination.IsNone ? TcpSocket.LocalEndpoint(_client) : _record.Destination;
        _ownHeaderBytes = version == SendProxyProtocol.V1
            ? ProxyHeaderWriter.WriteV1(header, _record.Source, destination)
            : WriteVersion2(header, destination);

        var payload = ReceivedBytes[_record.StrippedBytes..];
        var buffer = ArrayPool<byte>.Shared.Rent(_ownHeaderBytes + payload.Length);
        header[.._ownHeaderBytes].CopyTo(buffer);
        payload.CopyTo(buffer.AsSpan(_ownHeaderBytes));
        _received = _ownHeaderBytes + payload.Length;
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = buffer;
    }

    private int WriteVersion2(Span<byte> header, in SocketEndpoint destination)
    {
        Span<byte> id = stackalloc byte[32];
        _record.Id.TryFormat(id, out var length, "x16");
        // A server name always fits; the destination of a CONNECT request is no host name and may be longer.
        var authority = _settings.Options.Kind == ListenerKind.Sni ? _record.RequestedName : null;
        return ProxyHeaderWriter.WriteV2(header, _record.Source, destination, authority.AsSpan(), id[..length], checksum: true);
    }
}
