using System.Runtime.InteropServices;
using Connectivity.Shared.Native;

namespace Connectivity.Shared.TlsEndpoints;

/// <summary>One SSL_CTX and the protocol list that its callbacks point to. Both live until the last connection made of it is disposed.</summary>
internal sealed unsafe class TlsContextHandle : SafeHandle
{
    private byte* _protocols;

    public TlsContextHandle(nint context)
        : base(0, ownsHandle: true) => SetHandle(context);

    public override bool IsInvalid => handle == 0;

    /// <summary>The context, valid while the caller keeps this object alive.</summary>
    public nint Context => handle;

    /// <summary>Keeps the list in native memory, behind its length in four bytes.</summary>
    public byte* KeepProtocols(ReadOnlySpan<byte> wireList)
    {
        _protocols = (byte*)NativeMemory.Alloc((nuint)(sizeof(int) + wireList.Length));
        *(int*)_protocols = wireList.Length;
        wireList.CopyTo(new Span<byte>(_protocols + sizeof(int), wireList.Length));
        return _protocols;
    }

    protected override bool ReleaseHandle()
    {
        OpenSsl.ContextFree(handle);
        NativeMemory.Free(_protocols);
        return true;
    }
}
