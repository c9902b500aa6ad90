using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>The admin endpoint of a gateway, as a scraper or a person uses it.</summary>
internal sealed class GatewayAdmin(string url) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>The status of <c>/readyz</c>; null where nobody answers.</summary>
    public async Task<HttpStatusCode?> ReadinessAsync()
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("/readyz", UriKind.Relative));
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>What <c>/readyz</c> says.</summary>
    public async Task<string> ReadinessTextAsync()
    {
        using var response = await _http.GetAsync(new Uri("/readyz", UriKind.Relative));
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>What a path answers, as JSON.</summary>
    public async Task<JsonNode> GetJsonAsync(string path) => JsonNode.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    /// <summary>The sum of a metric's samples that have all of some labels.</summary>
    /// <param name="name">The metric's full name.</param>
    /// <param name="labels">Each as <c>name="value"</c>.</param>
    public async Task<double> MetricAsync(string name, params string[] labels)
    {
        var text = await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return text.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ' or '{')
            .Where(line => labels.All(label => line.Contains(label, StringComparison.Ordinal)))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until a metric has a value.</summary>
    public async Task WaitForMetricAsync(double value, string name, params string[] labels)
    {
        var last = double.NaN;
        await Patience.UntilAsync(
            async () => (last = await MetricAsync(name, labels)).Equals(value),
            () => $"{name}{{{string.Join(',', labels)}}} is {last} and not {value}");
    }

    public void Dispose() => _http.Dispose();
}
