using Connectivity.Shared.Tls;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.Shared.Tests.Tls;

public sealed class AllocationTests
{
    private readonly byte[] _reassembly = new byte[65536];
    private readonly byte[] _ja4 = new byte[Ja4.Length];
    private readonly char[] _name = new char[ServerNames.MaxLength];

    [Theory]
    [InlineData(TlsRecords.MaxContent)]
    [InlineData(40)]
    public void Reading_a_hello_allocates_nothing(int recordSize)
    {
        var received = ClientHelloBuilder.For("api.a.example.org").Alpn("h2", "http/1.1").PostQuantumKeyShare().Build(recordSize);
        AssertAllocatesNothing(() => Read(received));
    }

    [Fact]
    public void Refusing_a_hello_allocates_nothing()
    {
        var received = ClientHelloBuilder.For("10.1.2.3").Build();
        AssertAllocatesNothing(() => Read(received));
    }

    private void Read(byte[] received)
    {
        for (var arrived = 0; arrived <= received.Length; arrived += 7)
            ClientHelloReader.Read(received.AsSpan(0, arrived), _reassembly, ClientHelloLimits.Default, out _, out _);
        if (ClientHelloReader.Read(received, _reassembly, ClientHelloLimits.Default, out var hello, out _) != ReadStatus.Done)
            return;
        Ja4.Write(hello, _ja4);
        ServerNames.TryNormalize(hello.ServerName, _name, out _, out _);
        hello.Alpn.Contains("h2"u8);
    }

    private static void AssertAllocatesNothing(Action action)
    {
        // The first runs load and compile what is called.
        for (var i = 0; i < 3; i++)
            action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            action();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
