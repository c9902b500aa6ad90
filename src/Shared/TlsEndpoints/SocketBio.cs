using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Connectivity.Shared.Native;

namespace Connectivity.Shared.TlsEndpoints;

/// <summary>
/// OpenSSL's view of a <see cref="SocketLink"/> (BIO_meth_new(3)). The socket BIO of OpenSSL makes two system calls for each record received and
/// one for each sent, raises SIGPIPE, and leaves errno as the only trace of how a connection ended; this one makes one for several records and
/// knows the end.
/// </summary>
internal static unsafe class SocketBio
{
    private static readonly nint Method = CreateMethod();

    /// <summary>Makes one over a link, which stays the caller's and must outlive it; 0 when out of memory.</summary>
    public static nint Create(SocketLink* link)
    {
        var bio = OpenSsl.BioNew(Method);
        if (bio == 0)
            return 0;
        OpenSsl.BioSetData(bio, link);
        OpenSsl.BioSetInit(bio, 1);
        return bio;
    }

    private static nint CreateMethod()
    {
        var method = OpenSsl.BioMethodNew(OpenSsl.BioNewIndex() | OpenSsl.BioSourceSink, "non-blocking socket");
        if (method == 0)
            throw new InvalidOperationException("OpenSSL has no memory for a BIO method.");
        _ = OpenSsl.BioMethodSetRead(method, &OnRead);
        _ = OpenSsl.BioMethodSetWrite(method, &OnWrite);
        _ = OpenSsl.BioMethodSetControl(method, &OnControl);
        return method;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnRead(nint bio, byte* buffer, int length) =>
        Answer(bio, ((SocketLink*)OpenSsl.BioGetData(bio))->Take(buffer, length), OpenSsl.BioRead);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnWrite(nint bio, byte* bytes, int length) =>
        Answer(bio, ((SocketLink*)OpenSsl.BioGetData(bio))->Put(bytes, length), OpenSsl.BioWrite);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OnControl(nint bio, int command, nint number, void* pointer)
    {
        var link = (SocketLink*)OpenSsl.BioGetData(bio);
        return command switch
        {
            // The connection flushes after each step, when all records of the step are there.
            OpenSsl.BioControlFlush => 1,
            OpenSsl.BioControlEndOfFile => link->Ended ? 1 : 0,
            OpenSsl.BioControlPending => link->InputBytes,
            OpenSsl.BioControlWritePending => link->OutputBytes,
            _ => 0,
        };
    }

    private static int Answer(nint bio, int result, int direction)
    {
        OpenSsl.BioClearFlags(bio, OpenSsl.BioRead | OpenSsl.BioWrite | OpenSsl.BioShouldRetry);
        if (result == -Errno.EAGAIN)
            OpenSsl.BioSetFlags(bio, direction | OpenSsl.BioShouldRetry);
        return Math.Max(result, -1);
    }
}
