using BenchmarkDotNet.Attributes;
using Connectivity.Shared;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.ProxyProtocol;

namespace Connectivity.Micro;

/// <summary>PROXY headers in and out.</summary>
public class ProxyHeaderBenchmarks
{
    private static readonly SocketEndpoint Client = SocketEndpoint.FromIPv4([192, 0, 2, 7], 50123);
    private static readonly SocketEndpoint Target = SocketEndpoint.FromIPv4([198, 51, 100, 1], 443);

    private readonly byte[] _buffer = new byte[ProxyHeaderWriter.MaxV2Length];
    private readonly byte[] _v1 = new byte[ProxyHeaderWriter.MaxV1Length];
    private readonly byte[] _v2 = new byte[ProxyHeaderWriter.MaxV2Length];

    public ProxyHeaderBenchmarks()
    {
        ProxyHeaderWriter.WriteV1(_v1, Client, Target);
        ProxyHeaderWriter.WriteV2(_v2, Client, Target, "api.a.example.org"u8, "0123456789abcdef"u8, checksum: true);
    }

    [Benchmark]
    public ReadStatus ReadV1() => ProxyHeaderReader.Read(_v1, ProxyHeaderLimits.Default, out _, out _, out _);

    [Benchmark]
    public ReadStatus ReadV2() => ProxyHeaderReader.Read(_v2, ProxyHeaderLimits.Default, out _, out _, out _);

    [Benchmark]
    public int WriteV1() => ProxyHeaderWriter.WriteV1(_buffer, Client, Target);

    [Benchmark]
    public int WriteV2() => ProxyHeaderWriter.WriteV2(_buffer, Client, Target, "api.a.example.org"u8, "0123456789abcdef"u8, checksum: true);
}
