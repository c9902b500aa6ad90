using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Connectivity.TestKit.Tls;

/// <summary>What OpenSSL made of the first bytes of a connection.</summary>
public enum OpenSslVerdict
{
    /// <summary>It waits for more bytes.</summary>
    NeedMore,

    /// <summary>It took the hello, up to the choice of the server's certificate by name.</summary>
    Accepted,

    /// <summary>It refused the bytes before it looked for a server by name.</summary>
    Rejected,
}

/// <summary>A verdict with its circumstances.</summary>
/// <param name="Verdict">What OpenSSL did.</param>
/// <param name="ServerName">The name it saw; null when it accepted a hello without one, and with every other verdict.</param>
/// <param name="Reason">OpenSSL's own words for why it rejected, else null.</param>
public readonly record struct OpenSslReading(OpenSslVerdict Verdict, string? ServerName, string? Reason);

/// <summary>
/// Reads hellos with the OpenSSL on this machine (libssl.so.3) as a server of any version would: bytes go in through memory, and the
/// callback for the server name says what it saw. Not for two threads at once on one instance.
/// </summary>
public sealed unsafe partial class OpenSslOracle : IDisposable
{
    private const int ControlServerNameCallback = 53;
    private const int ControlMinVersion = 123;
    private const int WantRead = 2;
    private const int HostName = 0;
    private const int StopHandshake = 2;

    [ThreadStatic]
    private static OpenSslReading? t_accepted;

    private readonly nint _context;

    /// <summary>Makes a server that speaks every version OpenSSL still knows.</summary>
    public OpenSslOracle()
    {
        _context = Native.SSL_CTX_new(Native.TLS_server_method());
        Native.SSL_CTX_set_security_level(_context, 0);
        Native.SSL_CTX_ctrl(_context, ControlMinVersion, 0, 0);
        Native.SSL_CTX_callback_ctrl(_context, ControlServerNameCallback, &OnServerName);
    }

    /// <summary>Gives the bytes to a new connection and tells what it made of them.</summary>
    public OpenSslReading Read(ReadOnlySpan<byte> bytes)
    {
        var ssl = Native.SSL_new(_context);
        var input = Native.BIO_new(Native.BIO_s_mem());
        Native.SSL_set_bio(ssl, input, Native.BIO_new(Native.BIO_s_mem()));
        Native.SSL_set_accept_state(ssl);
        t_accepted = null;
        Native.ERR_clear_error();
        try
        {
            fixed (byte* start = bytes)
            {
                if (!bytes.IsEmpty && Native.BIO_write(input, start, bytes.Length) != bytes.Length)
                    throw new InvalidOperationException("A memory BIO did not take the bytes.");
            }

            var result = Native.SSL_do_handshake(ssl);
            if (t_accepted is { } accepted)
                return accepted;
            return Native.SSL_get_error(ssl, result) == WantRead
                ? new OpenSslReading(OpenSslVerdict.NeedMore, null, null)
                : new OpenSslReading(OpenSslVerdict.Rejected, null, LastError());
        }
        finally
        {
            Native.SSL_free(ssl);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Native.SSL_CTX_free(_context);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnServerName(nint ssl, int* alert, nint argument)
    {
        t_accepted = new OpenSslReading(OpenSslVerdict.Accepted, TextAt(Native.SSL_get_servername(ssl, HostName)), null);
        return StopHandshake;
    }

    private static string LastError() => TextAt(Native.ERR_reason_error_string(Native.ERR_peek_error())) ?? "unknown";

    // Latin-1 keeps one character a byte, whatever the bytes are.
    private static string? TextAt(byte* text) =>
        text is null ? null : System.Text.Encoding.Latin1.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    private static partial class Native
    {
        private const string Ssl = "libssl.so.3";
        private const string Crypto = "libcrypto.so.3";

        [LibraryImport(Ssl)]
        public static partial nint TLS_server_method();

        [LibraryImport(Ssl)]
        public static partial nint SSL_CTX_new(nint method);

        [LibraryImport(Ssl)]
        public static partial void SSL_CTX_free(nint context);

        [LibraryImport(Ssl)]
        public static partial void SSL_CTX_set_security_level(nint context, int level);

        [LibraryImport(Ssl)]
        public static partial nint SSL_CTX_ctrl(nint context, int command, nint number, nint pointer);

        [LibraryImport(Ssl)]
        public static partial nint SSL_CTX_callback_ctrl(
            nint context,
            int command,
            delegate* unmanaged[Cdecl]<nint, int*, nint, int> callback);

        [LibraryImport(Ssl)]
        public static partial nint SSL_new(nint context);

        [LibraryImport(Ssl)]
        public static partial void SSL_free(nint ssl);

        [LibraryImport(Ssl)]
        public static partial void SSL_set_bio(nint ssl, nint input, nint output);

        [LibraryImport(Ssl)]
        public static partial void SSL_set_accept_state(nint ssl);

        [LibraryImport(Ssl)]
        public static partial int SSL_do_handshake(nint ssl);

        [LibraryImport(Ssl)]
        public static partial int SSL_get_error(nint ssl, int result);

        [LibraryImport(Ssl)]
        public static partial byte* SSL_get_servername(nint ssl, int type);

        [LibraryImport(Crypto)]
        public static partial nint BIO_s_mem();

        [LibraryImport(Crypto)]
        public static partial nint BIO_new(nint method);

        [LibraryImport(Crypto)]
        public static partial int BIO_write(nint bio, byte* data, int length);

        [LibraryImport(Crypto)]
        public static partial void ERR_clear_error();

        [LibraryImport(Crypto)]
        public static partial nuint ERR_peek_error();

        [LibraryImport(Crypto)]
        public static partial byte* ERR_reason_error_string(nuint error);
    }
}
