using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>Binds what an agent may connect to, and what it is the best way to.</summary>
internal static class AllowBinder
{
    private const int MaxRules = 1024;
    private const int MaxPorts = 256;
    private const string ExpectedPrefix = "an address or a range of addresses (like 10.250.0.5 or 10.250.1.0/24)";

    /// <summary>Binds the list "allow".</summary>
    public static ValueList<AllowRule> Bind(ConfigMapping map)
    {
        var rules = map.Mappings("allow", BindRule);
        if (rules.Count == 0)
            map.Error("allow", "needs at least one rule: without any, nothing could be reached through this agent");
        if (rules.Count > MaxRules)
            map.Error("allow", $"has {rules.Count} rules: at most {MaxRules}");
        return [.. rules];
    }

    /// <summary>Binds the list "advertise".</summary>
    public static ValueList<SourceRange> BindAdvertise(ConfigMapping map)
    {
        var texts = map.TextList("advertise");
        var prefixes = new List<SourceRange>(texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            if (TryParsePrefix(texts[i], out var prefix, out var error))
                prefixes.Add(prefix);
            else if (texts[i].Length > 0)
                map.Error("advertise", i, error);
        }

        if (texts.Count > AgentOptions.MaxPrefixes)
            map.Error("advertise", $"has {texts.Count} elements: at most {AgentOptions.MaxPrefixes}");
        return [.. prefixes];
    }

    private static AllowRule BindRule(ConfigMapping map)
    {
        SourceRange cidr = default;
        if (map.RequiredText("cidr") is { Length: > 0 } text && !SourceRange.TryParse(text, out cidr, out var error))
            map.Error("cidr", error);
        var ports = map.ParseList<PortRange>("ports", PortRange.TryParse, PortRange.Expected, atLeast: 1);
        if (ports.Count > MaxPorts)
            map.Error("ports", $"has {ports.Count} elements: at most {MaxPorts}");
        return new AllowRule(cidr, [.. ports]);
    }

    private static bool TryParsePrefix(string text, out SourceRange prefix, out string error)
    {
        error = $"{ConfigText.Quote(text)} is not {ExpectedPrefix}";
        if (!text.Contains('/'))
            return SourceRange.TryParse($"{text}/32", out prefix, out _) || SourceRange.TryParse($"{text}/128", out prefix, out _);
        if (SourceRange.TryParse(text, out prefix, out var problem))
            return true;
        error = problem;
        return false;
    }
}
