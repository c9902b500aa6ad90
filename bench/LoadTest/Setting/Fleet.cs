using System.Net;
using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Targets;

namespace Connectivity.LoadTest.Setting;

/// <summary>
/// One host, whose generators and targets reach each other and what is measured over its loopback device: the cheapest way there is, so that what is measured stands
/// out. There are several of each, as a process may not have as many descriptors as connections are wanted.
/// </summary>
internal sealed class Fleet : IDisposable
{
    /// <summary>Generators, and targets.</summary>
    public const int Size = 2;

    private const int FirstTargetPort = 6443;
    private const int TlsTargetPort = 6450;

    private readonly ChildProcess[] _targets;
    private readonly ChildProcess[] _generators;

    /// <summary>Starts it; needs root.</summary>
    public Fleet()
    {
        Host = NetworkNamespace.Create($"loadtest-{Environment.ProcessId}-host");
        _targets = [.. Enumerable.Range(0, Size).Select(i => Bench.StartOwn(Host, TargetProgram.Ready, "target", $"{IPAddress.Loopback}", $"{Target(i).Port}"))];
        _generators = [.. Enumerable.Range(0, Size).Select(_ => Bench.StartOwn(Host, GeneratorProgram.Ready, "generate"))];
    }

    /// <summary>The host.</summary>
    public NetworkNamespace Host { get; }

    /// <summary>Where the target that speaks TLS is.</summary>
    public static IPEndPoint TlsTarget => new(IPAddress.Loopback, TlsTargetPort);

    /// <summary>The processes that make the load and take it; this one coordinates and counts too.</summary>
    public IReadOnlyCollection<int> Processes => [Environment.ProcessId, .. _generators.Concat(_targets).Select(static p => p.Id)];

    /// <summary>Where the target of a tenant is: tenants have the targets in turn.</summary>
    public static IPEndPoint Target(int tenant) => new(IPAddress.Loopback, FirstTargetPort + (tenant % Size));

    /// <summary>Starts a load, spread over the generators; it is under way with all its connections when this returns.</summary>
    /// <param name="order">The load of all generators together. Each has tenants of its own.</param>
    /// <param name="entry">Where the generator of a number dials.</param>
    public FleetLoad Open(LoadOrder order, Func<int, IPEndPoint> entry)
    {
        var shares = Enumerable.Range(0, Size)
            .Select(i => order with
            {
                Address = entry(i),
                Tenant = order.Tenant + i,
                Connections = (order.Connections + Size - 1 - i) / Size,
                PerSecond = order.PerSecond / Math.Min(Size, order.Connections),
            })
            .Where(static s => s.Connections > 0);
        return new FleetLoad([.. shares.Select((share, i) => (_generators[i], share))]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var process in _generators.Concat(_targets))
            process.Dispose();
        Host.Dispose();
    }
}
