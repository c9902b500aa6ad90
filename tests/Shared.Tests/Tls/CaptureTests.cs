using Connectivity.Shared.Tls;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.Shared.Tests.Tls;

public sealed class CaptureTests
{
    private const string Name = "api.a.example.org";

    public static TheoryData<string> All => [.. Capture.Names];

    [Theory]
    [InlineData("chromium", Name, "h2,http/1.1")]
    [InlineData("curl", Name, "h2,http/1.1")]
    [InlineData("dotnet", Name, "h2,http/1.1")]
    [InlineData("gnutls", Name, "")]
    [InlineData("go", Name, "h2,http/1.1")]
    [InlineData("node-post-quantum", Name, "h2")]
    [InlineData("openssl-any-alpn", Name, "h2,http/1.1")]
    [InlineData("openssl-no-name", null, "")]
    [InlineData("openssl-tls12", Name, "")]
    [InlineData("openssl-tls12-ticket", Name, "")]
    [InlineData("openssl-tls13", Name, "")]
    [InlineData("openssl-tls13-early-data", Name, "")]
    [InlineData("openssl-tls13-ticket", Name, "")]
    public void Reads_the_name_and_protocols_of_a_real_client(string capture, string? name, string alpn)
    {
        var reading = HelloReading.Of(Capture.Read(capture));

        Assert.Equal((ReadStatus.Done, name, alpn), (reading.Status, reading.ServerName, reading.Alpn));
    }

    [Fact]
    public void Reads_a_hello_that_a_real_client_cut_into_two_records()
    {
        var received = Capture.Read("openssl-two-records");
        ClientHelloReader.Read(received, new byte[65536], ClientHelloLimits.Default, out var hello, out _);

        Assert.Equal((2, received.Length), (hello.RecordCount, hello.RecordLayerLength));
        Assert.True(hello.ServerName.SequenceEqual("api.a.example.org"u8));
        Assert.True(hello.Alpn.Contains("protocol-040"u8));
    }

    [Fact]
    public void Leaves_early_data_behind_the_hello_alone()
    {
        var received = Capture.Read("openssl-tls13-early-data");

        Assert.Equal(350, HelloReading.Of(received).RecordLayerLength);
        Assert.Equal(389, received.Length);
    }

    [Fact]
    public void Sees_the_encrypted_hello_that_a_browser_pretends_to_send()
    {
        ClientHelloReader.Read(Capture.Read("chromium"), new byte[65536], ClientHelloLimits.Default, out var browser, out _);
        ClientHelloReader.Read(Capture.Read("go"), new byte[65536], ClientHelloLimits.Default, out var go, out _);

        Assert.True(browser.HasEncryptedClientHello);
        Assert.False(go.HasEncryptedClientHello);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Needs_more_for_every_prefix_and_is_done_with_the_last_byte(string capture)
    {
        var received = Capture.Read(capture);
        var whole = HelloReading.Of(received);

        for (var length = 0; length < whole.RecordLayerLength; length++)
            Assert.Equal((length, ReadStatus.NeedMore), (length, HelloReading.Of(received.AsSpan(0, length)).Status));
        for (var length = whole.RecordLayerLength; length <= received.Length; length++)
            Assert.Equal(whole, HelloReading.Of(received.AsSpan(0, length)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Reads_the_same_hello_however_two_records_divide_it(string capture)
    {
        var received = Capture.Read(capture);
        var message = TlsRecords.Join(received);
        var whole = HelloReading.Of(TlsRecords.Cut(message, 0x0301));

        for (var first = 1; first < message.Length; first++)
        {
            var divided = TlsRecords.Cut(message, 0x0301, first, TlsRecords.MaxContent);
            Assert.Equal(whole with { RecordLayerLength = divided.Length }, HelloReading.Of(divided));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Reads_the_same_hello_over_every_two_segments_with_one_reassembly_buffer(string capture)
    {
        var message = TlsRecords.Join(Capture.Read(capture));
        var received = TlsRecords.Cut(message, 0x0301, 100);
        var expected = HelloReading.Of(received).ServerName ?? "";
        var reassembly = new byte[65536];

        for (var first = 1; first < received.Length; first++)
        {
            var early = ClientHelloReader.Read(received.AsSpan(0, first), reassembly, ClientHelloLimits.Default, out _, out _);
            var late = ClientHelloReader.Read(received, reassembly, ClientHelloLimits.Default, out var hello, out _);
            Assert.Equal((ReadStatus.NeedMore, ReadStatus.Done), (early, late));
            Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(hello.ServerName));
        }
    }
}
