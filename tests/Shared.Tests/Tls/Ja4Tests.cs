using Connectivity.Shared.Tls;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.Shared.Tests.Tls;

public sealed class Ja4Tests
{
    private static readonly ushort[] BrowserSuites =
        [0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC013, 0xC014, 0x009C, 0x009D, 0x002F, 0x0035];

    private static readonly ushort[] BrowserExtensions =
        [0x001B, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002D, 0x000D, 0x0005, 0x0023, 0x0012, 0x002B, 0xFF01, 0x000B, 0x000A, 0x0015];

    [Fact]
    public void Is_that_of_the_worked_example_of_the_specification() =>
        Assert.Equal("t13d1516h2_8daaf6152771_e5627efa2ab1", Of(Browser()));

    [Fact]
    public void Ignores_GREASE_of_suites_extensions_versions_and_algorithms()
    {
        var hello = Browser().Grease()
            .SupportedVersions(0xFAFA, 0x0304, 0x0303)
            .SignatureAlgorithms(0x0403, 0x8A8A, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601);

        Assert.Equal("t13d1516h2_8daaf6152771_e5627efa2ab1", Of(hello));
    }

    [Fact]
    public void Ends_the_hashed_text_with_the_extensions_when_there_are_no_signature_algorithms()
    {
        var hello = ClientHelloBuilder.Minimal().Extension(10, []).Extension(23, []);

        Assert.Equal("t12i070200_" + Sha12("1301,1302,1303,c02b,c02c,c02f,c030") + "_" + Sha12("000a,0017"), Of(hello));
    }

    [Fact]
    public void Has_zeros_for_empty_lists() =>
        Assert.Equal("t12i000000_000000000000_000000000000", Of(ClientHelloBuilder.Minimal().CipherSuites(0x0A0A)));

    [Fact]
    public void Has_zeros_for_the_extensions_when_only_name_and_ALPN_are_there() =>
        Assert.EndsWith("_000000000000", Of(ClientHelloBuilder.Minimal().ServerName("a.example").Alpn("h2")), StringComparison.Ordinal);

    [Theory]
    [InlineData("h2", "h2")]
    [InlineData("http/1.1", "h1")]
    [InlineData("h", "hh")]
    [InlineData("\u00AB", "ab")]
    [InlineData("\u00AB\u00CD", "ad")]
    [InlineData("0\u00AB", "3b")]
    [InlineData("01\u00AB\u00CD", "3d")]
    [InlineData("0\u00AB\u00CD1", "01")]
    [InlineData("h2-", "6d")]
    public void Takes_first_and_last_character_of_the_first_protocol(string protocol, string expected) =>
        Assert.Equal(expected, Of(ClientHelloBuilder.Minimal().Alpn(protocol, "x"))[8..10]);

    [Theory]
    [InlineData(0x0303, "12")]
    [InlineData(0x0302, "11")]
    [InlineData(0x0301, "10")]
    [InlineData(0x0300, "s3")]
    [InlineData(0x0505, "00")]
    public void Takes_the_version_field_of_a_hello_without_supported_versions(ushort version, string expected) =>
        Assert.Equal(expected, Of(ClientHelloBuilder.Minimal().LegacyVersion(version))[1..3]);

    [Fact]
    public void Takes_the_highest_supported_version_over_the_version_field() =>
        Assert.Equal("13", Of(ClientHelloBuilder.Minimal().SupportedVersions(0x0302, 0x0304, 0x0303))[1..3]);

    [Fact]
    public void Counts_no_further_than_99()
    {
        var hello = ClientHelloBuilder.Minimal().CipherSuites([.. Enumerable.Range(1, 120).Select(static i => (ushort)i)]);
        for (ushort type = 100; type < 220; type++)
            hello.AddExtension(type, []);

        Assert.Equal("t12i999900", Of(hello)[..10]);
    }

    [Fact]
    public void Hashes_the_beginning_of_a_list_that_no_program_sends()
    {
        var suites = Enumerable.Range(1, 30_000).Select(static i => (ushort)i).Where(static v => (v & 0x0F0F) != 0x0A0A).ToArray();
        var beginning = string.Join(',', suites.Take(Ja4.MaxValues).Select(static v => v.ToString("x4")));

        Assert.Equal("t12i990000_" + Sha12(beginning) + "_000000000000", Of(ClientHelloBuilder.Minimal().CipherSuites(suites)));
    }

    // Computed from the same files by an independent program.
    [Theory]
    [InlineData("chromium", "t13d1517h2_8daaf6152771_cb7bf5808d99")]
    [InlineData("curl", "t13d3112h2_e8f1e7e78f70_b26ce05bbdd6")]
    [InlineData("dotnet", "t13d1212h2_a538d02d76d5_f6eeaf393d2e")]
    [InlineData("gnutls", "t13d291300_723694b0fccc_2cc26d266019")]
    [InlineData("go", "t13d1910h2_9dc949149365_97f8aa674fd9")]
    [InlineData("node-post-quantum", "t13d5212h2_b262b3658495_8e6e362c5eac")]
    [InlineData("openssl-any-alpn", "t13d3111h2_e8f1e7e78f70_1f22a2ca17c4")]
    [InlineData("openssl-no-name", "t13i310900_e8f1e7e78f70_1f22a2ca17c4")]
    [InlineData("openssl-tls12", "t12d280700_d943125447b4_e7e480e5a997")]
    [InlineData("openssl-tls12-ticket", "t12d280700_d943125447b4_e7e480e5a997")]
    [InlineData("openssl-tls13", "t13d041000_16476d049b0b_78f1d400d464")]
    [InlineData("openssl-tls13-early-data", "t13d041200_16476d049b0b_2226a1d1dedf")]
    [InlineData("openssl-tls13-ticket", "t13d041100_16476d049b0b_6775ac8fe30b")]
    [InlineData("openssl-two-records", "t13d3111p1_e8f1e7e78f70_1f22a2ca17c4")]
    public void Is_that_of_another_implementation_for_real_clients(string capture, string expected) =>
        Assert.Equal(expected, HelloReading.Of(Capture.Read(capture)).Ja4);

    private static string Of(ClientHelloBuilder hello) => HelloReading.Of(hello.Build()).Ja4;

    private static ClientHelloBuilder Browser()
    {
        var hello = ClientHelloBuilder.Minimal().CipherSuites(BrowserSuites);
        foreach (var type in BrowserExtensions)
            hello.AddExtension(type, []);
        return hello.ServerName("a.example").Alpn("h2", "http/1.1").SupportedVersions(0x0304, 0x0303)
            .SignatureAlgorithms(0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601);
    }

    private static string Sha12(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(text)))[..12];
}
