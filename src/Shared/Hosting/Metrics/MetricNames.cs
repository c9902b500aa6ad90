namespace Connectivity.Shared.Hosting.Metrics;

/// <summary>Prometheus names (<c>[a-zA-Z_][a-zA-Z0-9_]*</c>) of instruments and tags, after OpenTelemetry's rules for the mapping.</summary>
internal static class MetricNames
{
    /// <summary>
    /// The metric's name: other characters become underscores, the unit (s, By) is appended, and <c>_total</c> to counters, unless the
    /// name ends so already.
    /// </summary>
    public static string Of(string instrument, string? unit, MetricKind kind)
    {
        var total = kind == MetricKind.Counter ? "_total" : "";
        var name = Of(instrument);
        if (total.Length > 0 && name.EndsWith(total, StringComparison.Ordinal))
            name = name[..^total.Length];
        var suffix = unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return name.EndsWith(suffix, StringComparison.Ordinal) ? name + total : name + suffix + total;
    }

    /// <summary>The label's or metric's name for a name of dots and words.</summary>
    public static string Of(string name)
    {
        var safe = string.Create(name.Length, name, static (span, text) =>
        {
            for (var i = 0; i < text.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(text[i]) ? text[i] : '_';
        });
        return safe.Length == 0 || char.IsAsciiDigit(safe[0]) ? "_" + safe : safe;
    }
}
