using System.Text;
using Connectivity.Shared.ProxyProtocol;
using Connectivity.TestKit.ProxyProtocol;
using Xunit;

namespace Connectivity.Shared.Tests.ProxyProtocol;

public sealed class ProxyDetectionTests
{
    [Fact]
    public void Cannot_tell_from_a_beginning_of_a_signature()
    {
        foreach (var signature in (byte[][])[Encoding.ASCII.GetBytes("PROXY "), ProxyHeaderBytes.Signature])
        {
            for (var length = 0; length < signature.Length; length++)
                Assert.Equal(ProxyDetection.NeedMore, ProxyHeaderReader.LooksLikeProxy(signature.AsSpan(0, length)));
            Assert.Equal(ProxyDetection.Present, ProxyHeaderReader.LooksLikeProxy(signature));
            Assert.Equal(ProxyDetection.Present, ProxyHeaderReader.LooksLikeProxy([.. signature, 0]));
        }
    }

    [Fact]
    public void Knows_from_the_first_byte_that_TLS_and_CONNECT_are_none()
    {
        for (var first = 0; first < 256; first++)
        {
            var expected = first is 'P' or '\r' ? ProxyDetection.NeedMore : ProxyDetection.Absent;
            Assert.Equal(expected, ProxyHeaderReader.LooksLikeProxy([(byte)first]));
        }
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\n")]
    [InlineData("PROXYTCP4")]
    [InlineData("PROXY\r\n")]
    [InlineData("\r\n\r\nGET")]
    public void Finds_none_in_what_only_begins_alike(string text) =>
        Assert.Equal(ProxyDetection.Absent, ProxyHeaderReader.LooksLikeProxy(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Agrees_with_the_reader()
    {
        for (var first = 0; first < 256; first++)
        {
            byte[] bytes = [(byte)first];
            var status = ProxyHeaderReader.Read(bytes, Reading.Limits, out _, out _, out _);
            Assert.Equal(ProxyHeaderReader.LooksLikeProxy(bytes) == ProxyDetection.Absent, status == ReadStatus.Invalid);
        }
    }
}
