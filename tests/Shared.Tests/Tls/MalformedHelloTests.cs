using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Tls;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.Shared.Tests.Tls;

public sealed class MalformedHelloTests
{
    // After the message header, version and random.
    private const int SessionIdLength = 4 + 2 + 32;

    [Fact]
    public void Refuses_a_version_before_SSL_3() =>
        AssertRefused(ClientHelloError.LegacyVersion, Hello().LegacyVersion(0x02FF));

    [Theory]
    [InlineData(0x0300)]
    [InlineData(0x0304)]
    [InlineData(0x0404)]
    [InlineData(0xFFFF)]
    public void Takes_every_later_version_which_servers_answer_with_their_own(ushort version) =>
        Assert.Equal("api.a.example.org", HelloReading.Of(Hello().LegacyVersion(version).Build()).ServerName);

    [Fact]
    public void Refuses_a_session_id_of_33_bytes() => AssertRefused(ClientHelloError.SessionIdTooLong, Hello().SessionId(33));

    [Fact]
    public void Refuses_an_odd_list_of_cipher_suites() =>
        AssertRefused(ClientHelloError.CipherSuitesOdd, Hello().CipherSuiteBytes([0x13, 0x01, 0x13]));

    [Fact]
    public void Refuses_an_empty_list_of_cipher_suites() => AssertRefused(ClientHelloError.CipherSuitesEmpty, Hello().CipherSuites());

    [Fact]
    public void Refuses_an_empty_list_of_compression_methods() =>
        AssertRefused(ClientHelloError.CompressionMethodsEmpty, Hello().CompressionMethods());

    [Fact]
    public void Refuses_a_session_id_that_runs_past_the_end()
    {
        var message = Hello().SessionId(0).WithoutExtensions().CipherSuites(0x1301).BuildMessage();
        message[SessionIdLength] = 32;

        Assert.Equal(ClientHelloError.Truncated, HelloReading.Of(TlsRecords.Cut(message, 0x0301)).Error);
    }

    [Fact]
    public void Refuses_cipher_suites_that_run_past_the_end()
    {
        var message = Hello().SessionId(0).BuildMessage();
        message[SessionIdLength + 1] = 0xFF;

        Assert.Equal(ClientHelloError.Truncated, HelloReading.Of(TlsRecords.Cut(message, 0x0301)).Error);
    }

    [Fact]
    public void Refuses_compression_methods_that_run_past_the_end()
    {
        var message = Hello().WithoutExtensions().BuildMessage();
        message[^2] = 2;

        Assert.Equal(ClientHelloError.Truncated, HelloReading.Of(TlsRecords.Cut(message, 0x0301)).Error);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Refuses_extensions_whose_length_is_not_that_of_the_rest(int difference)
    {
        var length = Hello().BuildMessage().Length - Hello().WithoutExtensions().BuildMessage().Length - 2;

        AssertRefused(ClientHelloError.ExtensionsLength, Hello().ExtensionsLength(length + difference));
    }

    [Fact]
    public void Refuses_bytes_behind_the_extensions() => AssertRefused(ClientHelloError.ExtensionsLength, Hello().Trailer(0));

    [Fact]
    public void Refuses_half_a_length_of_extensions() =>
        AssertRefused(ClientHelloError.ExtensionsLength, Hello().WithoutExtensions().Trailer(0));

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 23, 0 })]
    [InlineData(new byte[] { 0, 23, 0, 1 })]
    public void Refuses_an_extension_that_runs_past_the_end(byte[] end)
    {
        var length = Hello().BuildMessage().Length - Hello().WithoutExtensions().BuildMessage().Length - 2;

        AssertRefused(ClientHelloError.ExtensionTruncated, Hello().Trailer(end).ExtensionsLength(length + end.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(51)]
    [InlineData(0x2A2A)]
    [InlineData(0xFFFF)]
    public void Refuses_a_duplicate_extension_of_any_type(ushort type)
    {
        byte[] content = type == 0 ? [0, 4, 0, 0, 1, (byte)'a'] : [];

        var hello = ClientHelloBuilder.Minimal().AddExtension(type, content).AddExtension(type, content);
        AssertRefused(ClientHelloError.DuplicateExtension, hello);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 1, 0 })]
    [InlineData(new byte[] { 0, 3, 2, 104, 50, 0 })]
    [InlineData(new byte[] { 0, 3, 3, 104, 50 })]
    [InlineData(new byte[] { 0, 4, 2, 104, 50 })]
    public void Refuses_malformed_ALPN(byte[] content) => AssertRefused(ClientHelloError.AlpnMalformed, Hello().Extension(16, content));

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 1, 3 })]
    [InlineData(new byte[] { 2, 3 })]
    [InlineData(new byte[] { 2, 3, 4, 0 })]
    public void Refuses_malformed_supported_versions(byte[] content) =>
        AssertRefused(ClientHelloError.SupportedVersionsMalformed, Hello().Extension(43, content));

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 1, 4 })]
    [InlineData(new byte[] { 0, 4, 4, 3 })]
    [InlineData(new byte[] { 0, 2, 4, 3, 0 })]
    public void Refuses_malformed_signature_algorithms(byte[] content) =>
        AssertRefused(ClientHelloError.SignatureAlgorithmsMalformed, Hello().Extension(13, content));

    [Fact]
    public void Takes_a_hello_without_extensions_as_one_without_a_name()
    {
        var reading = HelloReading.Of(Hello().WithoutExtensions().Build());

        Assert.Equal((ReadStatus.Done, null), (reading.Status, reading.ServerName));
    }

    [Fact]
    public void Takes_an_empty_block_of_extensions_as_a_hello_without_a_name()
    {
        var reading = HelloReading.Of(ClientHelloBuilder.Minimal().Build());

        Assert.Equal((ReadStatus.Done, null), (reading.Status, reading.ServerName));
    }

    [Fact]
    public void Ignores_GREASE() => Assert.Equal("api.a.example.org", HelloReading.Of(Hello().Grease().Build()).ServerName);

    [Fact]
    public void Every_error_has_its_own_text_and_an_outcome_of_the_client()
    {
        var errors = Enum.GetValues<ClientHelloError>().Where(static e => e != ClientHelloError.None).ToList();

        Assert.Equal(errors.Count, errors.Select(static e => e.Text()).Distinct(StringComparer.Ordinal).Count());
        Assert.All(errors, static e => Assert.Equal(ConnectionSide.Client, e.Outcome().Side()));
    }

    [Theory]
    [InlineData(ClientHelloError.PlaintextHttp, ConnectionOutcome.NotTls)]
    [InlineData(ClientHelloError.Sslv2Framed, ConnectionOutcome.NotTls)]
    [InlineData(ClientHelloError.NotTls, ConnectionOutcome.NotTls)]
    [InlineData(ClientHelloError.TooLarge, ConnectionOutcome.HelloTooLarge)]
    [InlineData(ClientHelloError.TooManyRecords, ConnectionOutcome.HelloTooLarge)]
    [InlineData(ClientHelloError.ZeroLengthRecord, ConnectionOutcome.HelloMalformed)]
    [InlineData(ClientHelloError.ServerNameNul, ConnectionOutcome.HelloMalformed)]
    public void Errors_end_a_connection_in_one_of_three_ways(ClientHelloError error, ConnectionOutcome outcome) =>
        Assert.Equal(outcome, error.Outcome());

    private static ClientHelloBuilder Hello() => ClientHelloBuilder.For("api.a.example.org");

    private static void AssertRefused(ClientHelloError error, ClientHelloBuilder hello)
    {
        var received = hello.Build();
        Assert.Equal((ReadStatus.Invalid, error), (HelloReading.Of(received).Status, HelloReading.Of(received).Error));
        Assert.Equal(error, HelloReading.Of(hello.Build(50)).Error);
    }
}
