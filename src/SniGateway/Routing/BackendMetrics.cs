using System.Diagnostics.Metrics;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Upstream;

namespace Connectivity.SniGateway.Routing;

/// <summary>The series of <see cref="RouteMetrics"/> that are about backends: of routes that were used or are checked actively.</summary>
internal sealed class BackendMetrics(RouteStore store, Func<long> nowMs)
{
    /// <summary>1 for a backend with a usable endpoint, else 0.</summary>
    public IEnumerable<Measurement<int>> Up()
    {
        var now = nowMs();
        return Each((route, backend) => route.Backends.IsUsable(backend, now) ? 1 : 0);
    }

    /// <summary>Connections to each backend.</summary>
    public IEnumerable<Measurement<int>> Active() => Each(static (_, backend) => backend.Endpoints.Sum(static e => e.Active));

    /// <summary>Failed attempts to connect to each backend.</summary>
    public IEnumerable<Measurement<long>> Failures() => Each(static (_, backend) => backend.ConnectFailures);

    private IEnumerable<Measurement<T>> Each<T>(Func<Route, Backend, T> read)
        where T : struct
    {
        foreach (var route in store.Current.Table.Routes)
        {
            if (!route.State.WasUsed && route.Options.HealthCheck.Kind == HealthCheckKind.Off)
                continue;
            foreach (var member in route.Backends.Members)
            {
                yield return new Measurement<T>(
                    read(route, member.Backend),
                    new KeyValuePair<string, object?>("route", route.Name),
                    new KeyValuePair<string, object?>("tenant", route.Tenant),
                    new KeyValuePair<string, object?>("backend", member.Backend.Name));
            }
        }
    }
}
