using System.Text;
using Connectivity.Shared.Tls;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.Tls;

public sealed class ServerNamesTests
{
    private static readonly Gen<string> Label =
        from inner in Gen.Char["abcXYZ019-_"].Array[0, 10]
        from last in Gen.Char["aZ_"]
        select "a" + new string(inner) + last;

    private static readonly Gen<string> Name = Label.Array[1, 6].Select(static labels => string.Join('.', labels));

    [Theory]
    [InlineData("api.a.example.org", "api.a.example.org")]
    [InlineData("API.A.Example.ORG", "api.a.example.org")]
    [InlineData("api.a.example.org.", "api.a.example.org")]
    [InlineData("a", "a")]
    [InlineData("A.", "a")]
    [InlineData("_acme-challenge.Example.org", "_acme-challenge.example.org")]
    [InlineData("0x7f.example", "0x7f.example")]
    [InlineData("1.2.3.4a", "1.2.3.4a")]
    public void Lower_cases_and_takes_one_trailing_dot_off(string name, string normalized) =>
        Assert.Equal((normalized, ServerNameError.None), Normalize(name));

    [Theory]
    [InlineData("", ServerNameError.Empty)]
    [InlineData(".", ServerNameError.Empty)]
    [InlineData("..", ServerNameError.EmptyLabel)]
    [InlineData("a..", ServerNameError.EmptyLabel)]
    [InlineData(".a", ServerNameError.EmptyLabel)]
    [InlineData("a..b", ServerNameError.EmptyLabel)]
    [InlineData("-a.b", ServerNameError.HyphenAtEdge)]
    [InlineData("a-.b", ServerNameError.HyphenAtEdge)]
    [InlineData("a.b-", ServerNameError.HyphenAtEdge)]
    [InlineData("a\0b", ServerNameError.Nul)]
    [InlineData("b\u00FCcher.example", ServerNameError.NonAscii)]
    [InlineData("a b", ServerNameError.InvalidCharacter)]
    [InlineData("a:443", ServerNameError.InvalidCharacter)]
    [InlineData("*.a", ServerNameError.InvalidCharacter)]
    [InlineData("a\n", ServerNameError.InvalidCharacter)]
    [InlineData("[::1]", ServerNameError.IPAddress)]
    [InlineData("fe80::1", ServerNameError.IPAddress)]
    [InlineData("10.0.0.1", ServerNameError.IPAddress)]
    [InlineData("10.0.0.1.", ServerNameError.IPAddress)]
    [InlineData("example.123", ServerNameError.IPAddress)]
    [InlineData("1", ServerNameError.IPAddress)]
    public void Refuses_what_is_no_host_name(string name, ServerNameError error) => Assert.Equal(("", error), Normalize(name));

    [Theory]
    [InlineData('\u0130')]
    [InlineData('\u212A')]
    [InlineData('\u0161')]
    [InlineData('\u3002')]
    [InlineData('\uFF0E')]
    public void Refuses_characters_that_other_rules_would_fold_into_ASCII(char c)
    {
        Assert.False(ServerNames.TryNormalize(("a" + c + "b").AsSpan(), new char[ServerNames.MaxLength], out _, out var error));
        Assert.Equal(ServerNameError.NonAscii, error);
    }

    [Fact]
    public void Measures_without_the_trailing_dot()
    {
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 63), 3)) + "." + new string('b', 61);

        Assert.Equal((longest, ServerNameError.None), Normalize(longest));
        Assert.Equal((longest, ServerNameError.None), Normalize(longest + "."));
        Assert.Equal(("", ServerNameError.TooLong), Normalize(longest + "b"));
        Assert.Equal(("", ServerNameError.LabelTooLong), Normalize(new string('a', 64)));
    }

    [Fact]
    public void Demands_room_for_the_longest_name() =>
        Assert.Throws<ArgumentException>(() => ServerNames.TryNormalize("a"u8, new char[ServerNames.MaxLength - 1], out _, out _));

    [Fact]
    public void Normalizing_is_idempotent_and_blind_to_case() => Name.Sample(static name =>
    {
        var (normalized, error) = Normalize(name);
        Assert.Equal(ServerNameError.None, error);
        Assert.Equal((normalized, ServerNameError.None), Normalize(normalized));
        Assert.Equal((normalized, ServerNameError.None), Normalize(name.ToUpperInvariant() + "."));
    });

    [Fact]
    public void Any_text_is_refused_or_becomes_a_name_of_the_allowed_characters() =>
        Gen.OneOf(Gen.Char["abcZ09-_."], Gen.Char['\0', '\u00FF']).Array[0, 8].Sample(static characters =>
        {
            var (normalized, error) = Normalize(new string(characters));
            Assert.Equal(error == ServerNameError.None, normalized.Length > 0);
            Assert.All(normalized, static c => Assert.True(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.'));
        });

    [Theory]
    [InlineData("api.a.example.org", "api.a.example.org", false)]
    [InlineData("API.a.example.org.", "api.a.example.org", false)]
    [InlineData("*.a.example.org", "*.a.example.org", true)]
    [InlineData("*.A.Example.ORG.", "*.a.example.org", true)]
    [InlineData("*.local", "*.local", true)]
    public void Takes_a_host_pattern(string pattern, string expected, bool wildcard)
    {
        Assert.True(ServerNames.TryNormalizeHostPattern(pattern, out var normalized, out var isWildcard, out _));
        Assert.Equal((expected, wildcard), (normalized, isWildcard));
    }

    [Theory]
    [InlineData("", ServerNameError.Empty)]
    [InlineData("*", ServerNameError.Wildcard)]
    [InlineData("*.", ServerNameError.Wildcard)]
    [InlineData("*..", ServerNameError.Wildcard)]
    [InlineData("*..a", ServerNameError.EmptyLabel)]
    [InlineData("a*.example.org", ServerNameError.Wildcard)]
    [InlineData("*a.example.org", ServerNameError.Wildcard)]
    [InlineData("**.example.org", ServerNameError.Wildcard)]
    [InlineData("*.*.example.org", ServerNameError.Wildcard)]
    [InlineData("a.*.example.org", ServerNameError.Wildcard)]
    [InlineData("example.*", ServerNameError.Wildcard)]
    [InlineData("*.1", ServerNameError.IPAddress)]
    [InlineData("10.1.2.3", ServerNameError.IPAddress)]
    [InlineData("*.exa mple.org", ServerNameError.InvalidCharacter)]
    public void Refuses_a_malformed_host_pattern(string pattern, ServerNameError expected)
    {
        Assert.False(ServerNames.TryNormalizeHostPattern(pattern, out var normalized, out var isWildcard, out var error));
        Assert.Equal((null, false, expected), (normalized, isWildcard, error));
    }

    [Fact]
    public void Refuses_a_wildcard_that_no_name_is_short_enough_to_match()
    {
        var suffix = string.Join('.', Enumerable.Repeat(new string('a', 62), 4));

        Assert.True(ServerNames.TryNormalizeHostPattern("*." + suffix, out _, out _, out _));
        Assert.False(ServerNames.TryNormalizeHostPattern("*." + suffix + "a", out _, out _, out var error));
        Assert.Equal(ServerNameError.TooLong, error);
    }

    [Fact]
    public void Every_error_has_its_own_text()
    {
        var texts = Enum.GetValues<ServerNameError>().Select(static e => e.Text()).ToList();

        Assert.Equal(texts.Count, texts.Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>Normalises the text and its bytes, which must agree. Characters over one byte are not for this.</summary>
    private static (string Normalized, ServerNameError Error) Normalize(string name)
    {
        Span<char> fromText = stackalloc char[ServerNames.MaxLength];
        Span<char> fromBytes = stackalloc char[ServerNames.MaxLength];
        var textIsValid = ServerNames.TryNormalize(name.AsSpan(), fromText, out var textLength, out var textError);
        var bytesAreValid = ServerNames.TryNormalize(Encoding.Latin1.GetBytes(name), fromBytes, out var bytesLength, out var bytesError);
        Assert.Equal((textIsValid, textError), (bytesAreValid, bytesError));
        Assert.Equal(textIsValid, textError == ServerNameError.None);
        Assert.Equal(fromText[..textLength], fromBytes[..bytesLength]);
        return (fromText[..textLength].ToString(), textError);
    }
}
