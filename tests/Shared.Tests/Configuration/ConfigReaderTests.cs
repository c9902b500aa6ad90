using Connectivity.Shared.Configuration;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.Configuration;

public sealed class ConfigReaderTests
{
    [Fact]
    public void Gives_each_value_its_path_line_and_column()
    {
        var root = ConfigReader.Parse("a: 1\nlist:\n  - { b: x }\n  - c.d: y\n", new ConfigErrors("f"))!;
        var quoted = root.Find("list")!.Children[1].Find("c.d")!;
        var plain = root.Find("list")!.Children[0].Find("b")!;

        Assert.Equal(("list[0].b", 3, 10, "x"), (plain.Path, plain.Line, plain.Column, plain.Text));
        Assert.Equal(("list[1][\"c.d\"]", 4, 10, "y"), (quoted.Path, quoted.Line, quoted.Column, quoted.Text));
        Assert.Equal("", root.Path);
    }

    [Fact]
    public void Takes_the_unquoted_words_for_nothing_as_no_value_and_the_quoted_ones_as_text()
    {
        var root = ConfigReader.Parse("a:\nb: ~\nc: null\nd: \"null\"\ne: ''\n", new ConfigErrors("f"))!;

        Assert.Equal(
            [ConfigNodeKind.Null, ConfigNodeKind.Null, ConfigNodeKind.Null, ConfigNodeKind.Scalar, ConfigNodeKind.Scalar],
            root.Children.Select(c => c.Kind));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("---\n")]
    public void Takes_an_empty_file_as_one_without_keys(string text)
    {
        var errors = new ConfigErrors("f");

        Assert.Equal(ConfigNodeKind.Null, ConfigReader.Parse(text, errors)!.Kind);
        Assert.False(errors.Any);
    }

    [Theory]
    [InlineData("kind: Sni\nkind: Connect\n", "gateway.yaml:2:1: kind: this key is already set on line 1")]
    [InlineData("limits: &l { helloTimeout: 5s }\n", "gateway.yaml:1:9: limits: YAML anchors (&name) are not allowed")]
    [InlineData("limits: *l\n", "gateway.yaml:1:9: limits: YAML aliases (*name) are not allowed; write the value out")]
    [InlineData("kind: !!str Sni\n", "gateway.yaml:1:7: kind: YAML tags (!name) are not allowed")]
    [InlineData("limits: { <<: { helloTimeout: 5s } }\n", "gateway.yaml:1:11: limits: YAML merge keys (<<) are not allowed; write the keys out")]
    [InlineData("kind: Sni\n---\nkind: Sni\n", "gateway.yaml:2:1: a second YAML document (---) begins here; only one is allowed")]
    [InlineData("? [a]\n: b\n", "gateway.yaml:1:3: a key must be plain text")]
    [InlineData("'': b\n", "gateway.yaml:1:1: a key must not be empty")]
    [InlineData("&a kind: Sni\n", "gateway.yaml:1:1: a key must be plain text, without YAML anchor or tag")]
    public void Refuses_what_makes_a_file_mean_something_else_than_it_shows(string text, string error) =>
        Assert.Equal([error], Sample.ErrorsOf(text));

    [Fact]
    public void Names_the_line_of_a_syntax_error()
    {
        var error = Assert.Single(Sample.ErrorsOf("kind: Sni\nroutes: [\n"));

        Assert.StartsWith("gateway.yaml:3:1: is not valid YAML: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_nesting_without_end()
    {
        var error = Assert.Single(Sample.ErrorsOf(new string('[', 100_000)));

        Assert.Equal("gateway.yaml:1:34: is not valid YAML: values are nested more than 32 deep", error);
    }

    [Fact]
    public void Does_not_expand_an_alias_bomb()
    {
        var text = "a: &a [x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range('b', 20).Select(c => $"{(char)c}: &{(char)c} [*{(char)(c - 1)}, *{(char)(c - 1)}]\n"));
        var errors = new ConfigErrors("f");
        var before = GC.GetAllocatedBytesForCurrentThread();
        ConfigReader.Parse(text, errors);

        Assert.Equal(21 + 40, errors.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 4_000_000);
    }

    [Fact]
    public void Keeps_a_bounded_number_of_errors_and_counts_the_rest()
    {
        var lines = Sample.ErrorsOf("routes:\n" + string.Concat(Enumerable.Repeat("  - { nam: x }\n", 1000)));

        Assert.Equal(ConfigErrors.MaxKept + 1, lines.Length);
        Assert.Equal("gateway.yaml: 2000 more errors", lines[^1]);
    }

    [Fact]
    public void Finds_a_duplicate_among_many_keys()
    {
        var text = string.Concat(Enumerable.Range(0, 100).Select(static i => $"  k{i}: v\n"));

        Assert.Equal(
            ["gateway.yaml:102:3: headers.k3: this key is already set on line 5", "gateway.yaml:103:3: headers.k99: this key is already set on line 101"],
            Sample.ErrorsOf($"headers:\n{text}  k3: v\n  k99: v\n"));
    }

    [Fact]
    public void Allocates_in_proportion_to_a_large_file()
    {
        const int Routes = 1000;
        var text = "routes:\n" + string.Concat(Enumerable.Range(0, Routes).Select(static i =>
            $"  - name: shoot--dev--{i}/kube-apiserver\n    hosts: [api.{i}.example.org]\n    backends: [{{ address: 10.0.0.1:443, weight: 1 }}]\n"));
        var errors = new ConfigErrors("f");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var bound = ConfigReader.Bind(text, Sample.Bind, errors);

        Assert.Equal(Routes, bound?.Routes.Count);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Routes, 1000, 16_000);
    }

    [Fact]
    public void Never_throws_whatever_the_text()
    {
        string[] tokens =
        [
            "a", ": ", "\n", "- ", "  ", "[", "]", "{", "}", ",", "&a ", "*a", "!t ", "!!str ", "? ", "'", "\"", "|", ">", "#", "---\n", "...\n",
            "%YAML 1.2\n", "%YAML 99999999999.1\n", "%TAG ! x\n", "<<: ", "\t", "\\u", "\\U99999999", "|99999999999\n", "\0", "\ud800", "@", "`", "~", "é", "\ufeff",
        ];
        Gen.Select(Gen.Int[0, tokens.Length - 1].Array[0, 40], Gen.String[0, 10]).Sample((picked, tail) =>
        {
            var errors = new ConfigErrors("f");
            var root = ConfigReader.Parse(string.Concat(picked.Select(i => tokens[i])) + tail, errors);
            return root is not null || errors.Any;
        }, iter: 20_000);
    }
}
