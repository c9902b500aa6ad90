using System.Text.Json;

namespace Connectivity.Landscape.Gateway;

/// <summary>The last failure of a route, as the gateway shows it under <c>/routes</c>.</summary>
/// <param name="Tenant">Whose route.</param>
/// <param name="Route">Its name.</param>
/// <param name="Outcome">How the connection ended.</param>
/// <param name="At">When.</param>
internal sealed record RouteFailure(string Tenant, string Route, string Outcome, DateTimeOffset At)
{
    /// <summary>Those of all routes that ever failed.</summary>
    public static IReadOnlyList<RouteFailure> Parse(string json)
    {
        using var answer = JsonDocument.Parse(json);
        return
        [
            .. answer.RootElement.GetProperty("routes").EnumerateArray()
                .Where(static route => route.TryGetProperty("lastFailure", out _))
                .Select(static route => (Route: route, Failure: route.GetProperty("lastFailure")))
                .Select(static found => new RouteFailure(
                    found.Route.GetProperty("tenant").GetString()!,
                    found.Route.GetProperty("name").GetString()!,
                    found.Failure.GetProperty("outcome").GetString()!,
                    found.Failure.GetProperty("at").GetDateTimeOffset())),
        ];
    }
}
