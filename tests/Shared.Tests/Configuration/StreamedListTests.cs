using Connectivity.Shared.Configuration;
using Xunit;

namespace Connectivity.Shared.Tests.Configuration;

public sealed class StreamedListTests
{
    private readonly ConfigErrors _errors = new("f");
    private readonly StreamedList<string> _names = new("names", static map => map.RequiredText("name"));

    [Fact]
    public void Elements_are_bound_in_the_order_of_the_file_and_before_its_root()
    {
        var boundBefore = -1;

        var names = ConfigReader.Bind(
            new StringReader("names: [{ name: a }, { name: b }]\nlast: 1\n"),
            new ConfigBinding<IReadOnlyList<string>>(
                map =>
                {
                    boundBefore = _names.Bound.Count;
                    Assert.Equal(1, map.Int("last", 0));
                    return map.Streamed(_names);
                },
                _names),
            _errors);

        Assert.Equal(["a", "b"], names!);
        Assert.Equal(2, boundBefore);
    }

    [Theory]
    [InlineData("names: [{ name: a }, {}]", "f:1:22: names[1].name: is required")]
    [InlineData("names: [{ name: a, nam: b }]", "f:1:20: names[0].nam: unknown key; did you mean name?")]
    [InlineData("names: [a]", "f:1:9: names[0]: expected keys with values, found a single value")]
    [InlineData("names: a", "f:1:8: names: expected a list, found a single value")]
    [InlineData("names: []\nnames: []", "f:2:1: names: this key is already set on line 1")]
    public void Mistakes_have_their_place(string text, string message)
    {
        Assert.Null(Read(text));

        Assert.Contains(_errors.Lines(), line => line.StartsWith(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("names:")]
    [InlineData("names: []")]
    public void Without_elements_the_list_is_empty(string text) => Assert.Empty(Read(text)!);

    [Fact]
    public void A_list_of_the_same_name_deeper_in_the_file_is_an_ordinary_one()
    {
        var bound = ConfigReader.Bind(
            new StringReader("other: { names: [{ name: x }] }\nnames: [{ name: a }]"),
            new ConfigBinding<string>(
                map => map.Mapping("other", static other => other.Mappings("names", static n => n.RequiredText("name"))[0]) + map.Streamed(_names)[0], _names),
            _errors);

        Assert.Equal("xa", bound);
    }

    private IReadOnlyList<string>? Read(string text) => ConfigReader.Bind(
        new StringReader(text), new ConfigBinding<IReadOnlyList<string>>(map => map.Streamed(_names), _names), _errors);
}
