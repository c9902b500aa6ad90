namespace Connectivity.Shared.Native;

/// <summary>
/// The calls of OpenSSL 3 that the TLS endpoints need, as they are (man 3 ssl, bio, X509), with the numbers of its header files. Handles are
/// addresses; who owns one frees it. Every call that fails leaves its reasons in a queue of the calling thread: see <see cref="OpenSslErrors"/>.
/// </summary>
internal static unsafe partial class OpenSsl
{
    // Error kinds of SSL_get_error(3).
    public const int ErrorWantRead = 2;
    public const int ErrorWantWrite = 3;
    public const int ErrorZeroReturn = 6;

    // Commands of SSL_CTX_ctrl(3) and SSL_ctrl(3).
    public const int ControlMode = 33;
    public const int ControlSessionCacheMode = 44;
    public const int ControlHostName = 55;
    public const int ControlClearMode = 78;
    public const int ControlChainCertificate = 89;
    public const int ControlMinVersion = 123;
    public const int ControlMaxVersion = 124;

    // SSL_CTX_set_mode(3).
    public const int ModePartialWrite = 0x1;
    public const int ModeMovingWriteBuffer = 0x2;
    public const int ModeAutoRetry = 0x4;
    public const int ModeNoAutoChain = 0x8;
    public const int ModeReleaseBuffers = 0x10;

    // SSL_CTX_set_options(3).
    public const ulong OptionNoTicket = 1UL << 14;
    public const ulong OptionNoCompression = 1UL << 17;
    public const ulong OptionPrioritizeChaCha = 1UL << 21;
    public const ulong OptionCipherServerPreference = 1UL << 22;
    public const ulong OptionNoRenegotiation = 1UL << 30;

    public const int Tls12 = 0x0303;
    public const int Tls13 = 0x0304;

    // SSL_CTX_set_verify(3).
    public const int VerifyPeer = 0x1;
    public const int VerifyFailWithoutCertificate = 0x2;

    // X509_check_host(3).
    public const uint CheckNeverSubject = 0x20;
    public const uint CheckNoPartialWildcards = 0x4;

    // X509_VERIFY_PARAM_set_flags(3): every certificate given is an anchor, be it a root or not.
    public const ulong VerifyPartialChain = 0x80000;

    public const ushort ExtensionAlpn = 16;

    // BIO_meth_new(3), BIO_set_flags(3), BIO_ctrl(3).
    public const int BioSourceSink = 0x0400;
    public const int BioRead = 0x01;
    public const int BioWrite = 0x02;
    public const int BioShouldRetry = 0x08;
    public const int BioControlEndOfFile = 2;
    public const int BioControlPending = 10;
    public const int BioControlFlush = 11;
    public const int BioControlWritePending = 13;

    private const string Ssl = "libssl.so.3";
    private const string Crypto = "libcrypto.so.3";
}
