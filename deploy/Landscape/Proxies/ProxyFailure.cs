using System.Text.Json;

namespace Connectivity.Landscape.Proxies;

/// <summary>The last failure of a leg of an apiserver-proxy, as it shows it under <c>/connections</c>.</summary>
/// <param name="Leg">Which leg of its way to the gateway.</param>
/// <param name="Problem">What it was.</param>
/// <param name="Age">How long ago.</param>
internal sealed record ProxyFailure(string Leg, string Problem, TimeSpan Age)
{
    /// <summary>Those of all legs that ever failed.</summary>
    public static IReadOnlyList<ProxyFailure> Parse(string json)
    {
        using var answer = JsonDocument.Parse(json);
        return answer.RootElement.TryGetProperty("lastFailures", out var failures)
            ?
            [
                .. failures.EnumerateArray().Select(static failure => new ProxyFailure(
                    failure.GetProperty("leg").GetString()!,
                    $"{failure.GetProperty("outcome").GetString()}, {failure.GetProperty("problem").GetString()}",
                    TimeSpan.FromMilliseconds(failure.GetProperty("agoMs").GetInt64()))),
            ]
            : [];
    }
}
