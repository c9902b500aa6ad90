using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>How an operation may fail.</summary>
internal enum LoadFailure
{
    /// <summary>Nobody listens.</summary>
    Refused,

    /// <summary>There is no way there.</summary>
    Unreachable,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>The connection was reset.</summary>
    Reset,

    /// <summary>The other side has ended it too early.</summary>
    Closed,

    /// <summary>The TLS handshake failed: an alert, or a certificate that is not trusted.</summary>
    Tls,

    /// <summary>An answer of HTTP that is no success.</summary>
    HttpStatus,

    /// <summary>What came is not what was asked for.</summary>
    Protocol,

    /// <summary>This machine has no descriptor or no local port left.</summary>
    OutOfResources,

    /// <summary>It was due, and could not begin before the end: too many were under way.</summary>
    NotStarted,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>An operation has failed in a way that no exception of the system says.</summary>
internal sealed class LoadFailureException(LoadFailure kind, string message) : IOException(message)
{
    /// <summary>The way.</summary>
    public LoadFailure Kind => kind;
}

/// <summary>Tells failures apart, by types and codes alone.</summary>
internal static class LoadFailures
{
    /// <summary>The kind of an exception.</summary>
    public static LoadFailure KindOf(Exception exception) => exception switch
    {
        LoadFailureException failure => failure.Kind,
        OperationCanceledException or TimeoutException => LoadFailure.TimedOut,
        SocketException socket => KindOf(socket.SocketErrorCode),
        AuthenticationException => LoadFailure.Tls,
        EndOfStreamException or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => LoadFailure.Closed,
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError } => LoadFailure.Protocol,
        { InnerException: { } inner } => KindOf(inner),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => LoadFailure.Tls,
        ProtocolViolationException => LoadFailure.Protocol,
        // SslStream says so when the other side ends without a word during the handshake or a record.
        IOException => LoadFailure.Closed,
        _ => LoadFailure.Other,
    };

    private static LoadFailure KindOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => LoadFailure.Refused,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => LoadFailure.Reset,
        SocketError.TimedOut => LoadFailure.TimedOut,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.HostNotFound => LoadFailure.Unreachable,
        SocketError.TooManyOpenSockets or SocketError.AddressNotAvailable or SocketError.NoBufferSpaceAvailable => LoadFailure.OutOfResources,
        _ => LoadFailure.Other,
    };
}
