using System.Runtime.InteropServices;
using System.Text;

namespace Connectivity.Shared.Native;

/// <summary>One reason out of OpenSSL's error queue (ERR_get_error(3)).</summary>
/// <param name="Library">Which part of OpenSSL says so; 0 when the queue was empty.</param>
/// <param name="Reason">The part's own number of the reason.</param>
/// <param name="Text">OpenSSL's words for it.</param>
internal readonly record struct OpenSslError(int Library, int Reason, string Text)
{
    public const int SslLibrary = 20;
    public const int PemLibrary = 9;
    public const int X509Library = 11;
    public const int SystemLibrary = 2;

    /// <summary>Whether it is this reason of this part.</summary>
    public bool Is(int library, int reason) => Library == library && Reason == reason;
}

/// <summary>
/// The error queue of this thread. It holds whatever earlier calls of anybody left there, so <see cref="OpenSsl.ClearErrors"/> comes before the
/// call whose failure is to be understood, and nothing between that call and <see cref="Take"/>.
/// </summary>
internal static unsafe class OpenSslErrors
{
    private const nuint SystemFlag = 0x8000_0000;

    /// <summary>Empties the queue and returns its first error of libssl, or the first of any part if there is none of libssl.</summary>
    public static OpenSslError Take()
    {
        var first = default(OpenSslError);
        for (var code = OpenSsl.TakeError(); code != 0; code = OpenSsl.TakeError())
        {
            if (first.Library != OpenSslError.SslLibrary && (first.Library == 0 || Library(code) == OpenSslError.SslLibrary))
                first = new OpenSslError(Library(code), Reason(code), Describe(code));
        }

        return first.Library == 0 ? new OpenSslError(0, 0, "no reason given") : first;
    }

    /// <summary>A text of OpenSSL's own; these are ASCII.</summary>
    public static string Text(byte* text) =>
        text is null ? "" : Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    private static int Library(nuint code) => (code & SystemFlag) != 0 ? OpenSslError.SystemLibrary : (int)((code >> 23) & 0xFF);

    private static int Reason(nuint code) => (int)(code & ((code & SystemFlag) != 0 ? 0x7FFF_FFFFu : 0x7F_FFFFu));

    private static string Describe(nuint code)
    {
        var text = OpenSsl.ErrorReason(code);
        return text is null ? $"error {Reason(code)} of library {Library(code)}" : Text(text);
    }
}
