using System.Formats.Asn1;
using System.Net;
using System.Security.Authentication;
using System.Text;
using Connectivity.Shared.Native;

namespace Connectivity.Shared.TlsEndpoints;

/// <summary>
/// TLS on one non-blocking socket, which stays the caller's to watch, shut down and close. One thread at a time may use it, but not always the
/// same one. Results below zero are negated error numbers, as of <see cref="TcpSocket"/>. Whoever made it disposes it: there is no finalizer.
/// </summary>
/// <remarks>
/// <para>Sending: records gather in a block of memory and go out with one system call. What the socket does not take at once is held, up to 72
/// KiB; then nothing more is accepted until <see cref="Flush"/> has sent it. Receiving and shaking hands may leave held output too.</para>
/// <para>Receiving: the socket is edge-triggered, so receive until -EAGAIN, or until <see cref="IsDrained"/> where the loop has told no end.</para>
/// </remarks>
public sealed unsafe partial class TlsConnection : IDisposable
{
    private readonly TlsContext _context;
    private nint _ssl;
    private SocketLink* _link;
    private bool _established;
    private bool _sendingEnded;

    /// <summary>Makes one, before the first byte of the connection.</summary>
    /// <param name="context">Its rules; may be disposed afterwards.</param>
    /// <param name="socket">A connected non-blocking stream socket, TCP or Unix.</param>
    /// <param name="serverName">For a client, required: the server's host name (sent as SNI) or IP address that its certificate must be for. For a server, null.</param>
    /// <exception cref="ArgumentException">The name is missing, not wanted or not possible.</exception>
    /// <exception cref="ObjectDisposedException">The context is disposed.</exception>
    public TlsConnection(TlsContext context, int socket, string? serverName)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Role == TlsRole.Client == string.IsNullOrEmpty(serverName))
            throw new ArgumentException("A client must name its server, a server has none to name.", nameof(serverName));
        var native = context.Hold();
        _context = context;
        try
        {
            _link = SocketLink.Create(socket);
            Open(native, serverName);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Why it failed.</summary>
    public TlsFailure Failure { get; private set; }

    /// <summary>For the log: what OpenSSL, the peer's alert or the socket says of the failure; null without one. Holds no secrets.</summary>
    public string? FailureDetail { get; private set; }

    /// <summary>The peer; null before the handshake is done.</summary>
    public TlsPeer? Peer { get; private set; }

    /// <summary>Whether encrypted bytes wait to be sent: watch for room and call <see cref="Flush"/>.</summary>
    public bool HasHeldOutput => HeldOutputBytes > 0;

    /// <summary>How many bytes of records that is.</summary>
    public int HeldOutputBytes => _link is null ? 0 : _link->OutputBytes;

    /// <summary>
    /// Nothing is left in between, and the last <see cref="Receive"/> has asked the socket and got less than there was room for: another call would say
    /// -EAGAIN unless something came since, of which the loop tells. Bytes that were served from what had come before say nothing about the socket: the
    /// loop's one event for what is there by now may have been served with them. Does not count where the loop has already told an end behind the bytes.
    /// </summary>
    public bool IsDrained => _ssl != 0 && _link->ReceivedShort && _link->InputBytes == 0 && OpenSsl.HasPending(_ssl) == 0;

    private bool IsTls13 => OpenSsl.Version(_ssl) == OpenSsl.Tls13;

    /// <summary>
    /// Shakes hands as far as it goes without waiting. After <see cref="TlsStep.Done"/> receive at once: the peer's first bytes may have come along
    /// with the end of its handshake, and no event tells of them.
    /// </summary>
    public TlsStep Handshake()
    {
        ObjectDisposedException.ThrowIf(_ssl == 0, this);
        if (Failure != TlsFailure.None)
            return TlsStep.Failed;
        if (!_established)
        {
            OpenSsl.ClearErrors();
            var result = OpenSsl.DoHandshake(_ssl);
            if (result != 1 && WaitsOrFails(result) is { } step)
                return step;
            if (!TryEstablish())
                return TlsStep.Failed;
        }

        return Flush() switch
        {
            0 => TlsStep.Done,
            -Errno.EAGAIN => TlsStep.WantWrite,
            _ => TlsStep.Failed,
        };
    }

    /// <summary>Sends close_notify: the peer reads a clean end. Receiving goes on. Afterwards the caller may shut the socket's sending side down.</summary>
    /// <returns>0 when it is with the socket, -EAGAIN to call again when there is room, or another error.</returns>
    public int EndSending()
    {
        ObjectDisposedException.ThrowIf(_ssl == 0, this);
        if (CheckSendable() is var problem and < 0)
            return problem;
        if (!_sendingEnded)
        {
            OpenSsl.ClearErrors();
            var result = OpenSsl.Shutdown(_ssl);
            if (result < 0)
                return OpenSsl.GetError(_ssl, result) is OpenSsl.ErrorWantWrite ? -Errno.EAGAIN : FailByQueue();
            _sendingEnded = true;
        }

        return Flush();
    }

    /// <summary>Frees it with what is held. Says nothing to the peer and leaves the socket alone.</summary>
    public void Dispose()
    {
        if (_link is null)
            return;
        if (_ssl != 0)
            OpenSsl.Free(_ssl);
        _ssl = 0;
        SocketLink.Free(_link);
        _link = null;
        _context.Release();
    }

    private void Open(nint context, string? serverName)
    {
        OpenSsl.ClearErrors();
        _ssl = OpenSsl.New(context);
        var bio = _ssl == 0 ? 0 : SocketBio.Create(_link);
        if (bio == 0)
            throw new InvalidOperationException($"OpenSSL makes no connection: {OpenSslErrors.Take().Text}.");
        OpenSsl.SetBio(_ssl, bio, bio);
        if (serverName is null)
        {
            OpenSsl.SetAcceptState(_ssl);
            return;
        }

        OpenSsl.SetConnectState(_ssl);
        Expect(serverName);
    }

    /// <summary>Which names the server's certificate may have: subject alternative names only, as common names are ambiguous (RFC 9525, section 2).</summary>
    private void Expect(string serverName)
    {
        var taken = false;
        if (IPAddress.TryParse(serverName, out var address))
        {
            var bytes = address.GetAddressBytes();
            fixed (byte* start = bytes)
                taken = OpenSsl.VerifySetAddress(OpenSsl.VerifyParameters(_ssl), start, (nuint)bytes.Length) == 1;
        }
        else if (Ascii.IsValid(serverName) && !serverName.Contains('\0'))
        {
            var host = serverName.EndsWith('.') ? serverName[..^1] : serverName;
            OpenSsl.SetHostFlags(_ssl, OpenSsl.CheckNeverSubject | OpenSsl.CheckNoPartialWildcards);
            fixed (byte* sni = Encoding.ASCII.GetBytes(host + '\0'))
                taken = host.Length > 0 && OpenSsl.SetVerifiedHost(_ssl, host) == 1 && OpenSsl.Control(_ssl, OpenSsl.ControlHostName, 0, sni) == 1;
        }

        if (!taken)
            throw new ArgumentException($"Not the name of a server: {serverName}.", nameof(serverName));
    }

    /// <summary>Null: it is done after all.</summary>
    private TlsStep? WaitsOrFails(int result)
    {
        switch (OpenSsl.GetError(_ssl, result))
        {
            case OpenSsl.ErrorWantRead:
                return Flush() switch
                {
                    0 => TlsStep.WantRead,
                    -Errno.EAGAIN => TlsStep.WantWrite,
                    _ => TlsStep.Failed,
                };
            case OpenSsl.ErrorWantWrite:
                return TlsStep.WantWrite;
            default:
                FailByQueue();
                return TlsStep.Failed;
        }
    }

    private bool TryEstablish()
    {
        byte* protocol;
        uint length;
        OpenSsl.SelectedAlpn(_ssl, &protocol, &length);
        if (length == 0 && _context.RequiresAlpn)
            return Fail(TlsFailure.NoCommonProtocol, "the server chose no application protocol");
        var alpn = length == 0 ? null : Encoding.UTF8.GetString(protocol, (int)length);
        var certificate = OpenSsl.PeerCertificate(_ssl);
        if (certificate == 0)
            return Fail(TlsFailure.PeerCertificateMissing, "no certificate");
        try
        {
            Peer = PeerCertificate.Describe(PeerCertificate.Der(certificate), IsTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12, alpn);
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException)
        {
            return Fail(TlsFailure.PeerCertificateUntrusted, $"the certificate is malformed: {e.Message}");
        }
        finally
        {
            OpenSsl.CertificateFree(certificate);
        }

        return _established = true;
    }

    /// <summary>The first cause stays, but for one: an alert that was on its way when sending failed is what made sending fail.</summary>
    private bool Fail(TlsFailure failure, string detail)
    {
        if (Failure == TlsFailure.None || (Failure == TlsFailure.ConnectionLost && failure == TlsFailure.PeerAlert))
            (Failure, FailureDetail) = (failure, detail);
        return false;
    }

    /// <summary>Fails for the reason in the error queue, and lets the alert about it out if the socket takes it.</summary>
    private int FailByQueue()
    {
        var (failure, detail) = TlsFailures.Classify(_ssl, *_link);
        Fail(failure, detail);
        _receivingFailed = true;
        _ = _link->Flush();
        return -Errno.ECONNRESET;
    }
}
