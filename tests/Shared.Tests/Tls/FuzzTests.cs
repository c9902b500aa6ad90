using Connectivity.Shared.Tls;
using Connectivity.TestKit.Tls;
using CsCheck;
using Xunit;
using Xunit.Abstractions;

namespace Connectivity.Shared.Tests.Tls;

public sealed class FuzzTests(ITestOutputHelper output)
{
    private const string Name = "api.a.example.org";

    [Fact]
    public void Random_bytes_are_refused_or_wanted_more_of() => Gen.Byte.Array[0, 600].Sample(static bytes =>
    {
        byte[] asRecord = [22, 3, 1, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
        byte[] asMessage = TlsRecords.Cut([1, 0, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes], 0x0301);

        Assert.NotEqual(ReadStatus.Done, HelloReading.Of(bytes).Status);
        Assert.NotEqual(ReadStatus.Done, HelloReading.Of(asRecord).Status);
        HelloReading.Of(asMessage);
    });

    [Fact]
    public void Any_cut_into_records_gives_the_same_hello()
    {
        var message = ClientHelloBuilder.For(Name).Alpn("h2").BuildMessage();
        var whole = HelloReading.Of(TlsRecords.Cut(message, 0x0301));

        Gen.Int[1, 60].Array[1, 20].Sample(sizes =>
        {
            var received = TlsRecords.Cut(message, 0x0301, [.. sizes, 40]);
            Assert.Equal(whole with { RecordLayerLength = received.Length }, HelloReading.Of(received));
        });
    }

    [Fact]
    public void Two_hundred_thousand_spoiled_hellos_never_throw_and_never_go_from_refused_to_taken()
    {
        var mutator = new HelloMutator(seed: 20_250_101);
        var reassembly = new byte[65536];
        var ja4 = new byte[Ja4.Length];
        var counts = new int[3];
        for (var i = 0; i < 200_000; i++)
        {
            var bytes = mutator.Next();
            var status = ClientHelloReader.Read(bytes, reassembly, ClientHelloLimits.Default, out var hello, out var error);
            counts[(int)status]++;
            Assert.Equal(status == ReadStatus.Invalid, error != ClientHelloError.None);
            if (status == ReadStatus.Done)
                Ja4.Write(hello, ja4);

            // What a shorter arrival was refused for does not become valid with more bytes, and what was enough stays enough.
            var arrived = bytes.AsSpan(0, bytes.Length * (i % 7) / 7);
            var early = ClientHelloReader.Read(arrived, reassembly, ClientHelloLimits.Default, out _, out _);
            Assert.True(early == ReadStatus.NeedMore || early == status, Convert.ToHexString(bytes));
        }

        output.WriteLine($"need more {counts[0]}, done {counts[1]}, invalid {counts[2]}");
        Assert.All(counts, static count => Assert.InRange(count, 2_000, 198_000));
    }
}
