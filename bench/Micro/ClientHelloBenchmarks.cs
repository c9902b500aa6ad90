using BenchmarkDotNet.Attributes;
using Connectivity.Shared;
using Connectivity.Shared.Tls;
using Connectivity.TestKit.Tls;

namespace Connectivity.Micro;

/// <summary>From a client's first bytes to the name it asks for.</summary>
public class ClientHelloBenchmarks
{
    private static readonly ClientHelloLimits Limits = new(65536, 64);

    private readonly byte[] _small = ClientHelloBuilder.For("api.a.example.org").Alpn("h2", "http/1.1").Build();
    private readonly byte[] _postQuantum = ClientHelloBuilder.For("api.a.example.org").Alpn("h2").PostQuantumKeyShare().Build();
    private readonly byte[] _records = ClientHelloBuilder.For("api.a.example.org").PostQuantumKeyShare().Build(100, 500);
    private readonly byte[] _reassembly = new byte[65536];
    private readonly char[] _text = new char[ServerNames.MaxLength];

    [Benchmark]
    public ReadStatus Small() => Read(_small);

    [Benchmark]
    public ReadStatus PostQuantum() => Read(_postQuantum);

    [Benchmark]
    public ReadStatus SeveralRecords() => Read(_records);

    [Benchmark]
    public ReadStatus Incomplete() => Read(_postQuantum.AsSpan(0, 1200));

    [Benchmark]
    public bool NormalizeName() => ServerNames.TryNormalize("API.A.example.org."u8, _text, out _, out _);

    [Benchmark]
    public char Fingerprint()
    {
        ClientHelloReader.Read(_postQuantum, _reassembly, Limits, out var hello, out _);
        Ja4.Write(hello, _text.AsSpan(0, Ja4.Length));
        return _text[0];
    }

    private ReadStatus Read(ReadOnlySpan<byte> bytes) => ClientHelloReader.Read(bytes, _reassembly, Limits, out _, out _);
}
