using System.Buffers;
using System.Globalization;
using System.Text;

namespace Connectivity.Shared.Hosting.Metrics;

/// <summary>Writes the Prometheus text exposition format, version 0.0.4, into a buffer that grows by itself.</summary>
/// <param name="output">Where the text goes.</param>
internal readonly struct PrometheusText(IBufferWriter<byte> output)
{
    private const int MaxNumber = 32;

    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\"\n");

    /// <summary>The lines before a metric's series.</summary>
    public void Header(string name, MetricKind kind, string? help)
    {
        if (!string.IsNullOrEmpty(help))
        {
            Text("# HELP ");
            Text(name);
            Text(" ");
            Text(help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));
            Text("\n");
        }

        Text("# TYPE ");
        Text(name);
        Text(" ");
        Text(MetricKinds.Name(kind));
        Text("\n");
    }

    /// <summary>One series: name, labels and value.</summary>
    /// <param name="name">The metric's name.</param>
    /// <param name="suffix">What follows it, for the series of a histogram.</param>
    /// <param name="tags">The labels.</param>
    /// <param name="bound">The upper bound of a histogram's bucket, for its label <c>le</c>.</param>
    /// <param name="value">The value.</param>
    public void Series(string name, string suffix, ReadOnlySpan<KeyValuePair<string, object?>> tags, double? bound, double value)
    {
        Text(name);
        Text(suffix);
        Labels(tags, bound);
        Text(" ");
        Number(value);
        Text("\n");
    }

    private void Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags, double? bound)
    {
        var before = "{";
        foreach (var (key, value) in tags)
        {
            Text(before);
            Text(MetricNames.Of(key));
            Text("=\"");
            LabelValue(value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
            Text("\"");
            before = ",";
        }

        if (bound is { } le)
        {
            Text(before);
            Text("le=\"");
            Number(le);
            Text("\"");
        }

        if (tags.Length > 0 || bound is not null)
            Text("}");
    }

    private void LabelValue(ReadOnlySpan<char> value)
    {
        for (var special = value.IndexOfAny(Escaped); special >= 0; special = value.IndexOfAny(Escaped))
        {
            Text(value[..special]);
            Text(value[special] switch { '\n' => "\\n", '"' => "\\\"", _ => "\\\\" });
            value = value[(special + 1)..];
        }

        Text(value);
    }

    private void Number(double value)
    {
        if (double.IsInfinity(value))
        {
            Text(value > 0 ? "+Inf" : "-Inf");
            return;
        }

        value.TryFormat(output.GetSpan(MaxNumber), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    private void Text(ReadOnlySpan<char> text)
    {
        var span = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Encoding.UTF8.GetBytes(text, span));
    }
}
