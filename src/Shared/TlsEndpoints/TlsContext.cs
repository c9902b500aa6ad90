using System.Formats.Asn1;
using System.Globalization;
using Connectivity.Shared.Native;

namespace Connectivity.Shared.TlsEndpoints;

/// <summary>
/// What all connections of one endpoint have in common: certificate, key, trust anchors and rules, in one SSL_CTX. It never changes and may be
/// used by several threads. Connections outlive its disposal.
/// </summary>
/// <remarks>
/// The rules are the same everywhere, whatever the machine's openssl.cnf says: TLS 1.3, or 1.2 if allowed; AEAD suites with forward secrecy; a
/// certificate of the peer in both roles, verified up to an anchor in the CA file; no renegotiation, compression, resumption or early data.
/// </remarks>
public sealed class TlsContext : IDisposable
{
    private const int SecurityLevel = 2;
    private const int SessionCacheOff = 0;

    // AES-128 first: 10 rounds instead of 14, and no attack tells them apart. A client without AES instructions gets ChaCha20.
    private const string Tls13Ciphers = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
    private const string Tls12Ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

    private volatile bool _disposed;

    private TlsContext(TlsRole role, TlsContextHandle handle, bool requiresAlpn, DateTimeOffset notAfter) =>
        (Role, Handle, RequiresAlpn, CertificateNotAfter) = (role, handle, requiresAlpn, notAfter);

    /// <summary>The end that it is for.</summary>
    public TlsRole Role { get; }

    /// <summary>The end of this side's own certificate.</summary>
    public DateTimeOffset CertificateNotAfter { get; }

    internal TlsContextHandle Handle { get; }

    internal bool RequiresAlpn { get; }

    /// <summary>Reads the files and makes a context of them.</summary>
    /// <param name="role">The end that it is for.</param>
    /// <param name="files">Certificate, key and anchors.</param>
    /// <param name="alpn">Application protocols, the preferred one first; a handshake without a common one fails. Empty: none are negotiated.</param>
    /// <param name="tls12Allowed">Whether TLS 1.2 is spoken too, for peers that are not ours.</param>
    /// <exception cref="TlsFilesException">A file cannot be used; the message names it and says why.</exception>
    public static TlsContext Load(TlsRole role, TlsFiles files, ReadOnlySpan<string> alpn, bool tls12Allowed)
    {
        ArgumentNullException.ThrowIfNull(files);
        OpenSsl.ClearErrors();
        var handle = new TlsContextHandle(OpenSsl.ContextNew(role == TlsRole.Server ? OpenSsl.ServerMethod() : OpenSsl.ClientMethod()));
        if (handle.IsInvalid)
            throw new InvalidOperationException($"OpenSSL makes no context: {OpenSslErrors.Take().Text}.");
        try
        {
            SetRules(handle.Context, role, tls12Allowed);
            ApplicationProtocols.Apply(handle, role, alpn);
            LoadAuthorities(handle.Context, role, files.CaFile);
            var notAfter = LoadCertificates(handle.Context, files.CertFile);
            LoadKey(handle.Context, files);
            return new TlsContext(role, handle, !alpn.IsEmpty, notAfter);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>No new connection can be made of it. Those there are live on.</summary>
    public void Dispose()
    {
        _disposed = true;
        Handle.Dispose();
    }

    /// <summary>Keeps the context for a new connection until <see cref="Release"/>.</summary>
    internal nint Hold()
    {
        // The handle alone would not refuse while another connection holds it.
        ObjectDisposedException.ThrowIf(_disposed, this);
        var held = false;
        Handle.DangerousAddRef(ref held);
        return Handle.Context;
    }

    internal void Release() => Handle.DangerousRelease();

    private static unsafe void SetRules(nint context, TlsRole role, bool tls12Allowed)
    {
        OpenSsl.ContextSetSecurityLevel(context, SecurityLevel);
        Require(OpenSsl.ContextControl(context, OpenSsl.ControlMinVersion, tls12Allowed ? OpenSsl.Tls12 : OpenSsl.Tls13, 0), "minimal version");
        Require(OpenSsl.ContextControl(context, OpenSsl.ControlMaxVersion, OpenSsl.Tls13, 0), "maximal version");
        Require(OpenSsl.ContextSetTls13Ciphers(context, Tls13Ciphers), "cipher suites of TLS 1.3");
        Require(OpenSsl.ContextSetTls12Ciphers(context, Tls12Ciphers), "cipher suites of TLS 1.2");
        OpenSsl.ContextSetOptions(
            context,
            OpenSsl.OptionNoRenegotiation | OpenSsl.OptionNoCompression | OpenSsl.OptionNoTicket
                | OpenSsl.OptionCipherServerPreference | OpenSsl.OptionPrioritizeChaCha);

        // Without automatic retry a read returns after each record that brought no data, so that a peer cannot keep it going for ever.
        OpenSsl.ContextControl(context, OpenSsl.ControlClearMode, OpenSsl.ModeAutoRetry, 0);
        OpenSsl.ContextControl(
            context,
            OpenSsl.ControlMode,
            OpenSsl.ModePartialWrite | OpenSsl.ModeMovingWriteBuffer | OpenSsl.ModeReleaseBuffers | OpenSsl.ModeNoAutoChain,
            0);
        OpenSsl.ContextControl(context, OpenSsl.ControlSessionCacheMode, SessionCacheOff, 0);
        Require(OpenSsl.ContextSetTickets(context, 0), "number of tickets");
        fixed (byte* id = "connectivity"u8)
            Require(OpenSsl.ContextSetSessionIdContext(context, id, (uint)"connectivity"u8.Length), "session context");
        OpenSsl.ContextSetVerify(context, OpenSsl.VerifyPeer | (role == TlsRole.Server ? OpenSsl.VerifyFailWithoutCertificate : 0), 0);
        Require(OpenSsl.VerifySetFlags(OpenSsl.ContextVerifyParameters(context), OpenSsl.VerifyPartialChain), "verification flags");
    }

    private static void LoadAuthorities(nint context, TlsRole role, string path)
    {
        using var file = PemFile.Read(path);
        var store = OpenSsl.ContextStore(context);
        file.ForEachCertificate(certificate =>
        {
            OpenSsl.ClearErrors();
            if (OpenSsl.StoreAddCertificate(store, certificate) != 1)
                throw new TlsFilesException(path, $"a certificate is not taken as an anchor: {OpenSslErrors.Take().Text}");

            // A client with several certificates chooses by these names.
            if (role == TlsRole.Server)
                Require(OpenSsl.ContextAddClientAuthority(context, certificate), "names of authorities");
        });
    }

    private static DateTimeOffset LoadCertificates(nint context, string path)
    {
        using var file = PemFile.Read(path);
        DateTimeOffset? notAfter = null;
        file.ForEachCertificate(certificate =>
        {
            OpenSsl.ClearErrors();
            var taken = notAfter is null
                ? OpenSsl.ContextUseCertificate(context, certificate)
                : OpenSsl.ContextControl(context, OpenSsl.ControlChainCertificate, 1, certificate);
            if (taken != 1)
                throw new TlsFilesException(path, $"a certificate is not taken: {OpenSslErrors.Take().Text}");
            notAfter ??= ReadNotAfter(path, certificate);
        });
        return notAfter!.Value;
    }

    private static void LoadKey(nint context, TlsFiles files)
    {
        using var file = PemFile.Read(files.KeyFile);
        file.WithPrivateKey(key =>
        {
            OpenSsl.ClearErrors();
            var taken = OpenSsl.ContextUsePrivateKey(context, key) == 1;
            var error = taken ? default : OpenSslErrors.Take();
            if (!taken && error.Library != OpenSslError.X509Library)
                throw new TlsFilesException(files.KeyFile, $"the private key is not taken: {error.Text}");

            // A key of another algorithm is taken, for a certificate yet to come.
            if (!taken || OpenSsl.ContextCheckPrivateKey(context) != 1)
                throw new TlsFilesException(files.KeyFile, $"is not the key of the certificate in {files.CertFile}");
        });
    }

    private static DateTimeOffset ReadNotAfter(string path, nint certificate)
    {
        try
        {
            return PeerCertificate.NotAfter(PeerCertificate.Der(certificate));
        }
        catch (AsnContentException e)
        {
            throw new TlsFilesException(path, $"a certificate is malformed: {e.Message}");
        }
    }

    private static void Require(nint result, string what)
    {
        if (result != 1)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"OpenSSL does not take the {what}: {OpenSslErrors.Take().Text}."));
    }
}
