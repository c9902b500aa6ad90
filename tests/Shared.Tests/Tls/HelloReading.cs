using System.Text;
using Connectivity.Shared.Tls;

namespace Connectivity.Shared.Tests.Tls;

/// <summary>What the reader made of some bytes, copied out of the views so that tests can keep and compare it.</summary>
internal sealed record HelloReading(
    ReadStatus Status,
    ClientHelloError Error,
    string? ServerName,
    string Alpn,
    int RecordLayerLength,
    string Ja4)
{
    public static HelloReading Of(ReadOnlySpan<byte> received) => Of(received, ClientHelloLimits.Default);

    public static HelloReading Of(ReadOnlySpan<byte> received, ClientHelloLimits limits)
    {
        var status = ClientHelloReader.Read(received, new byte[limits.MaxBytes], limits, out var hello, out var error);
        if (status != ReadStatus.Done)
            return new HelloReading(status, error, null, "", 0, "");

        var alpn = new List<string>();
        foreach (var protocol in hello.Alpn)
            alpn.Add(Encoding.Latin1.GetString(protocol));
        Span<char> ja4 = stackalloc char[Connectivity.Shared.Tls.Ja4.Length];
        Connectivity.Shared.Tls.Ja4.Write(hello, ja4);
        var name = hello.HasServerName ? Encoding.ASCII.GetString(hello.ServerName) : null;
        return new HelloReading(status, error, name, string.Join(',', alpn), hello.RecordLayerLength, ja4.ToString());
    }
}
