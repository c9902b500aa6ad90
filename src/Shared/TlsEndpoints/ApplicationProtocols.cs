using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Connectivity.Shared.Native;

namespace Connectivity.Shared.TlsEndpoints;

/// <summary>
/// Application-layer protocol negotiation (RFC 7301), strict: where protocols are configured, a handshake without a common one fails, also when
/// the other side does not know the extension. Where none are, what a client offers is not looked at.
/// </summary>
internal static unsafe class ApplicationProtocols
{
    private const int SelectionAgreed = 1;
    private const int SelectedOk = 0;
    private const int SelectedFatal = 2;
    private const int HelloError = 0;
    private const int HelloOk = 1;
    private const int AlertNoApplicationProtocol = 120;

    /// <summary>Configures a context; nothing happens for an empty list.</summary>
    public static void Apply(TlsContextHandle context, TlsRole role, ReadOnlySpan<string> protocols)
    {
        if (protocols.IsEmpty)
            return;
        var list = context.KeepProtocols(WireList(protocols));
        if (role == TlsRole.Server)
        {
            OpenSsl.ContextSetAlpnSelection(context.Context, &OnSelect, list);
            OpenSsl.ContextSetClientHello(context.Context, &OnClientHello, null);
        }
        else if (OpenSsl.ContextSetAlpn(context.Context, list + sizeof(int), *(uint*)list) != 0)
        {
            throw new ArgumentException("OpenSSL does not take the application protocols.", nameof(protocols));
        }
    }

    private static byte[] WireList(ReadOnlySpan<string> protocols)
    {
        var list = new List<byte>();
        foreach (var protocol in protocols)
        {
            var name = Encoding.UTF8.GetBytes(protocol);
            if (name.Length is 0 or > byte.MaxValue)
                throw new ArgumentException($"An application protocol has 1 to 255 bytes; {protocol} has {name.Length}.", nameof(protocols));
            list.Add((byte)name.Length);
            list.AddRange(name);
        }

        return [.. list];
    }

    // Not called when the client offers nothing at all, so that the hello is looked at before.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnSelect(nint ssl, byte** selected, byte* selectedLength, byte* offered, uint offeredLength, void* argument)
    {
        var ours = (byte*)argument;
        return OpenSsl.SelectProtocol(selected, selectedLength, ours + sizeof(int), *(uint*)ours, offered, offeredLength) == SelectionAgreed
            ? SelectedOk
            : SelectedFatal;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnClientHello(nint ssl, int* alert, void* argument)
    {
        byte* content;
        nuint length;
        if (OpenSsl.ClientHelloExtension(ssl, OpenSsl.ExtensionAlpn, &content, &length) == 1)
            return HelloOk;
        *alert = AlertNoApplicationProtocol;
        return HelloError;
    }
}
