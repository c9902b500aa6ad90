using System.Runtime.InteropServices;
using Connectivity.Shared.Native;

namespace Connectivity.Shared.TlsEndpoints;

/// <summary>From OpenSSL's numbers (sslerr.h, x509_vfy.h, RFC 8446 section 6) to <see cref="TlsFailure"/>.</summary>
internal static unsafe class TlsFailures
{
    private const int CertificateVerifyFailed = 134;
    private const int PeerDidNotReturnACertificate = 199;
    private const int UnexpectedEnd = 294;
    private const int AlertOffset = 1000;
    private const int LastAlert = 255;
    private const int AlertProtocolVersion = 70;
    private const int AlertNoApplicationProtocol = 120;

    private const int CertificateNotYetValid = 9;
    private const int CertificateHasExpired = 10;
    private const int InvalidPurpose = 26;
    private const int HostNameMismatch = 62;
    private const int AddressMismatch = 64;

    /// <summary>Why a call just failed; takes the thread's error queue.</summary>
    public static (TlsFailure Failure, string Detail) Classify(nint ssl, in SocketLink link)
    {
        var error = OpenSslErrors.Take();
        if (error.Library != OpenSslError.SslLibrary)
            return Lost(link) ?? (TlsFailure.ProtocolError, error.Text);
        return error.Reason switch
        {
            CertificateVerifyFailed => Verification(OpenSsl.VerifyResult(ssl)),
            PeerDidNotReturnACertificate => (TlsFailure.PeerCertificateMissing, error.Text),
            UnexpectedEnd => Lost(link) ?? (TlsFailure.ConnectionLost, error.Text),
            > AlertOffset and <= AlertOffset + LastAlert => Alert(error.Reason - AlertOffset),
            _ => (IsDisagreement(error.Reason) ? TlsFailure.NoCommonProtocol : TlsFailure.ProtocolError, error.Text),
        };
    }

    /// <summary>What became of the transport; null if nothing did.</summary>
    public static (TlsFailure Failure, string Detail)? Lost(in SocketLink link)
    {
        if ((link.ReceiveError != 0 ? link.ReceiveError : link.SendError) is var error and not 0)
            return (TlsFailure.ConnectionLost, Marshal.GetPInvokeErrorMessage(error));
        return link.Ended ? (TlsFailure.ConnectionLost, "the transport ended without close_notify") : null;
    }

    private static (TlsFailure Failure, string Detail) Verification(nint result) => (
        result switch
        {
            CertificateHasExpired => TlsFailure.PeerCertificateExpired,
            CertificateNotYetValid => TlsFailure.PeerCertificateNotYetValid,
            HostNameMismatch or AddressMismatch => TlsFailure.PeerNameMismatch,
            InvalidPurpose => TlsFailure.WrongPurpose,
            _ => TlsFailure.PeerCertificateUntrusted,
        },
        OpenSslErrors.Text(OpenSsl.VerifyErrorText(result)));

    private static (TlsFailure Failure, string Detail) Alert(int alert) => (
        alert is AlertProtocolVersion or AlertNoApplicationProtocol ? TlsFailure.NoCommonProtocol : TlsFailure.PeerAlert,
        AlertName(alert));

    // OpenSSL has no text for the alerts that came with TLS 1.3.
    private static string AlertName(int alert) => alert switch
    {
        109 => "peer's alert 109: missing extension",
        116 => "peer's alert 116: certificate required",
        AlertNoApplicationProtocol => "peer's alert 120: no application protocol",
        _ => $"peer's alert {alert}: {OpenSslErrors.Text(OpenSsl.AlertText(alert))}",
    };

    // In the order of sslerr.h: NO_SUITABLE_KEY_SHARE, NO_SUITABLE_SIGNATURE_ALGORITHM, NO_CIPHERS_AVAILABLE, NO_PROTOCOLS_AVAILABLE,
    // NO_SHARED_CIPHER, CALLBACK_FAILED (of the hello without ALPN), NO_APPLICATION_PROTOCOL, UNKNOWN_PROTOCOL, UNSUPPORTED_PROTOCOL,
    // UNSUPPORTED_SSL_VERSION, WRONG_SSL_VERSION, NO_SUITABLE_GROUPS, NO_SHARED_SIGNATURE_ALGORITHMS, VERSION_TOO_LOW, NO_SHARED_GROUPS.
    private static bool IsDisagreement(int reason) =>
        reason is 101 or 118 or 181 or 191 or 193 or 234 or 235 or 252 or 258 or 259 or 266 or 295 or 376 or 396 or 410;
}
