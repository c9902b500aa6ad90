using Connectivity.Shared.Tls;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.Shared.Tests.Tls;

public sealed class ServerNameExtensionTests
{
    [Theory]
    [InlineData("api.a.example.org")]
    [InlineData("API.a.Example.ORG")]
    [InlineData("api.a.example.org.")]
    [InlineData("localhost")]
    [InlineData("_etcd-server._tcp.example.org")]
    [InlineData("xn--bcher-kva.example")]
    [InlineData("1.example")]
    public void Takes_a_valid_name_as_it_was_sent(string name) =>
        Assert.Equal(name, HelloReading.Of(ClientHelloBuilder.For(name).Build()).ServerName);

    [Theory]
    [InlineData("", ClientHelloError.ServerNameEmpty)]
    [InlineData(".", ClientHelloError.ServerNameEmpty)]
    [InlineData("a\0.example.org", ClientHelloError.ServerNameNul)]
    [InlineData("api.a.example.org\0", ClientHelloError.ServerNameNul)]
    [InlineData("b\u00FCcher.example", ClientHelloError.ServerNameNonAscii)]
    [InlineData("a b.example", ClientHelloError.ServerNameCharacter)]
    [InlineData("*.example.org", ClientHelloError.ServerNameCharacter)]
    [InlineData("example.org:443", ClientHelloError.ServerNameCharacter)]
    [InlineData("example.org/x", ClientHelloError.ServerNameCharacter)]
    [InlineData("example..org", ClientHelloError.ServerNameLabel)]
    [InlineData(".example.org", ClientHelloError.ServerNameLabel)]
    [InlineData("example.org..", ClientHelloError.ServerNameLabel)]
    [InlineData("-a.example.org", ClientHelloError.ServerNameLabel)]
    [InlineData("10.1.2.3", ClientHelloError.ServerNameIPAddress)]
    [InlineData("127.1", ClientHelloError.ServerNameIPAddress)]
    [InlineData("2001:db8::1", ClientHelloError.ServerNameIPAddress)]
    [InlineData("[2001:db8::1]", ClientHelloError.ServerNameIPAddress)]
    [InlineData("::ffff:10.1.2.3", ClientHelloError.ServerNameIPAddress)]
    public void Refuses_a_name_that_is_no_host_name(string name, ClientHelloError error) =>
        AssertRefused(error, ClientHelloBuilder.For(name));

    [Fact]
    public void Refuses_a_label_of_64_characters_and_takes_63()
    {
        Assert.Equal(ReadStatus.Done, HelloReading.Of(ClientHelloBuilder.For(new string('a', 63) + ".org").Build()).Status);
        AssertRefused(ClientHelloError.ServerNameLabel, ClientHelloBuilder.For(new string('a', 64) + ".org"));
    }

    [Fact]
    public void Refuses_a_name_of_254_characters_and_takes_253()
    {
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 62), 4)) + ".b";

        Assert.Equal(ReadStatus.Done, HelloReading.Of(ClientHelloBuilder.For(longest).Build()).Status);
        AssertRefused(ClientHelloError.ServerNameTooLong, ClientHelloBuilder.For(longest + "c"));
    }

    [Fact]
    public void Refuses_an_extension_without_a_list() =>
        AssertRefused(ClientHelloError.ServerNameListEmpty, ClientHelloBuilder.Minimal().Extension(0, []));

    [Fact]
    public void Refuses_an_empty_list() => AssertRefused(ClientHelloError.ServerNameListEmpty, List([]));

    [Fact]
    public void Refuses_several_names() =>
        AssertRefused(ClientHelloError.ServerNameSeveral, List([0, 0, 1, (byte)'a', 0, 0, 1, (byte)'b']));

    [Fact]
    public void Refuses_a_second_entry_of_another_type() =>
        AssertRefused(ClientHelloError.ServerNameSeveral, List([0, 0, 1, (byte)'a', 1, 0, 1, (byte)'b']));

    [Fact]
    public void Refuses_a_first_entry_of_another_type() =>
        AssertRefused(ClientHelloError.ServerNameType, List([1, 0, 1, (byte)'a', 0, 0, 1, (byte)'b']));

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 5, 0, 0, 1, 97 })]
    [InlineData(new byte[] { 0, 3, 0, 0, 1, 97 })]
    [InlineData(new byte[] { 0, 4, 0, 0, 2, 97 })]
    [InlineData(new byte[] { 0, 4, 0, 0, 1, 97, 0 })]
    [InlineData(new byte[] { 0, 2, 0, 0 })]
    public void Refuses_lengths_that_do_not_match(byte[] content) =>
        AssertRefused(ClientHelloError.ServerNameLength, ClientHelloBuilder.Minimal().Extension(0, content));

    [Fact]
    public void A_name_that_is_refused_is_not_handed_out()
    {
        ClientHelloReader.Read(ClientHelloBuilder.For("a b").Build(), [], ClientHelloLimits.Default, out var hello, out _);

        Assert.False(hello.HasServerName);
    }

    private static ClientHelloBuilder List(byte[] entries) => ClientHelloBuilder.Minimal().ServerNameList(entries);

    private static void AssertRefused(ClientHelloError error, ClientHelloBuilder hello)
    {
        var reading = HelloReading.Of(hello.Build());
        Assert.Equal((ReadStatus.Invalid, error), (reading.Status, reading.Error));
    }
}
