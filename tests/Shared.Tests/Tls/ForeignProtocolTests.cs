using System.Text;
using Connectivity.Shared.Tls;
using Xunit;

namespace Connectivity.Shared.Tests.Tls;

public sealed class ForeignProtocolTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("HEAD /")]
    [InlineData("POST /")]
    [InlineData("PUT /")]
    [InlineData("DELETE /")]
    [InlineData("CONNECT host:443 HTTP/1.1\r\n")]
    [InlineData("OPTIONS *")]
    [InlineData("TRACE /")]
    [InlineData("PATCH /")]
    [InlineData("PRI * HTTP/2.0\r\n\r\n")]
    [InlineData("G")]
    public void Recognises_plaintext_HTTP(string text) => AssertRefused(ClientHelloError.PlaintextHttp, Encoding.ASCII.GetBytes(text));

    [Theory]
    [InlineData("802e0103010015000000")]
    [InlineData("802e0100020015000000")]
    [InlineData("802e01")]
    [InlineData("80")]
    public void Recognises_SSL_2_framing(string hex) => AssertRefused(ClientHelloError.Sslv2Framed, Convert.FromHexString(hex));

    [Theory]
    [InlineData("15030100020128")]
    [InlineData("17030300")]
    [InlineData("00")]
    [InlineData("802e0203")]
    [InlineData("802e0105")]
    [InlineData("5353482d322e30")]
    [InlineData("50524f585920")]
    [InlineData("4745545f2f")]
    public void Refuses_anything_else_as_not_TLS(string hex) =>
        AssertRefused(ClientHelloError.NotTls, Convert.FromHexString(hex));

    [Fact]
    public void Needs_more_when_nothing_has_arrived() => Assert.Equal(ReadStatus.NeedMore, HelloReading.Of([]).Status);

    private static void AssertRefused(ClientHelloError error, byte[] received)
    {
        var reading = HelloReading.Of(received);
        Assert.Equal((ReadStatus.Invalid, error), (reading.Status, reading.Error));
        Assert.Equal(ReadStatus.Invalid, HelloReading.Of(received.AsSpan(0, 1)).Status);
    }
}
