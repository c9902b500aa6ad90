using Connectivity.Landscape.Shoots;
using Xunit;

namespace Connectivity.Landscape.Tests.Shoots;

public sealed class ShootNameTests
{
    [Fact]
    public void Hosts_and_namespace_follow_from_the_name()
    {
        var name = ShootName.Parse("green");
        Assert.Equal("shoot--dev--green", name.Namespace);
        Assert.Equal(["api.green.dev.example.test", "api.green.dev.internal.example.test"], name.Hosts);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("my-shoot-2")]
    [InlineData("12345678901234567890")]
    public void Takes_a_label_of_twenty_characters_at_most(string value) => Assert.Equal(value, ShootName.Parse(value).Value);

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a--b")]
    [InlineData("A")]
    [InlineData("a.b")]
    [InlineData("../a")]
    [InlineData("a\n")]
    [InlineData("123456789012345678901")]
    public void Refuses_what_is_no_label(string value) => Assert.Throws<FormatException>(() => ShootName.Parse(value));

    [Fact]
    public void Names_go_on_after_the_alphabet_and_pass_over_those_that_are_taken()
    {
        var names = ShootName.Next(new HashSet<string> { "b" }).Take(26).Select(name => name.Value).ToList();
        Assert.Equal(["a", "c"], names[..2]);
        Assert.Equal(["z", "s27"], names[^2..]);
    }
}
