using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Routing;
using CsCheck;
using Xunit;

namespace Connectivity.SniGateway.Tests.Routing;

public sealed class RouteTableProperties
{
    // Few labels, so that names and patterns meet often.
    private static readonly string[] Labels = ["a", "b", "c", "ab"];
    private static readonly Gen<string> Label = Gen.Int[0, 3].Select(static i => Labels[i]);
    private static readonly Gen<string> Name = Label.Array[1, 5].Select(static labels => string.Join('.', labels));

    private static readonly Gen<string> Pattern =
        Gen.Select(Name, Gen.Bool).Select(static (name, isWildcard) => isWildcard ? $"*.{name}" : name);

    [Fact]
    public void Finds_what_a_look_at_every_pattern_finds() =>
        Gen.Select(Pattern.Array[0, 30], Name.Array[1, 50]).Sample(static (patterns, names) =>
        {
            var unique = patterns.Distinct().ToArray();
            var routes = unique.Select(static pattern => Sample.Route(pattern, pattern));
            var table = new RouteStore(new GatewayOptions { Routes = [.. routes] }, loops: 1).Current.Table;
            foreach (var name in names)
                Assert.Equal(Naive(unique, name), table.FindByServerName(name)?.Name);
        });

    private static string? Naive(string[] patterns, string name) =>
        patterns.FirstOrDefault(pattern => pattern == name) ??
        patterns.Where(pattern => pattern[0] == '*' && name.EndsWith(pattern[1..], StringComparison.Ordinal))
            .MaxBy(static pattern => pattern.Length);
}
