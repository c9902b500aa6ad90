using System.Net;
using System.Reflection;
using Connectivity.LoadTest.Targets;

namespace Connectivity.LoadTest.Setting;

/// <summary>Where things are measured: files, the published programs, and what a kind of peer stands in, which is made when the first one asks for it.</summary>
internal sealed class Bench : IDisposable
{
    /// <summary>The port of the target behind the tunnel.</summary>
    public const int TargetPort = 10250;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lazy<(NetworkPair Hosts, ChildProcess Target)> _pair;
    private readonly Lazy<Fleet> _fleet = new(static () => new Fleet());
    private ChildProcess? _tlsTarget;

    /// <summary>Sets it up; needs root.</summary>
    /// <param name="published">The folder of the published programs.</param>
    public Bench(string published)
    {
        Published = published;
        Files = new WorkFolder();
        _pair = new(static () =>
        {
            var hosts = NetworkPair.Create();
            return (hosts, StartOwn(hosts.Shoot, TargetProgram.Ready, "target", "0.0.0.0", $"{TargetPort}"));
        });
    }

    /// <summary>The two hosts of a tunnel.</summary>
    public NetworkPair Hosts => _pair.Value.Hosts;

    /// <summary>The one host of a gateway, with its generators and targets.</summary>
    public Fleet Fleet => _fleet.Value;

    /// <summary>The processes that make a gateway's load and take it.</summary>
    public IReadOnlyCollection<int> FleetProcesses => [.. Fleet.Processes, .. _tlsTarget is null ? (int[])[] : [_tlsTarget.Id]];

    /// <summary>Certificates and room for files.</summary>
    public WorkFolder Files { get; }

    /// <summary>The folder of the published programs.</summary>
    public string Published { get; }

    /// <summary>Where the target is on the wire.</summary>
    public static IPEndPoint Target => new(NetworkPair.ShootAddress, TargetPort);

    /// <summary>The processes that make a tunnel's load and take it.</summary>
    public IReadOnlyCollection<int> Generator => [Environment.ProcessId, _pair.Value.Target.Id];

    /// <summary>Starts the target that speaks TLS, unless it is there.</summary>
    public void NeedTlsTarget() =>
        _tlsTarget ??= StartOwn(Fleet.Host, TargetProgram.Ready, "tls-target", $"{Fleet.TlsTarget.Port}", Files.Server.CertFile!, Files.Server.KeyFile!);

    /// <summary>Puts what a path is to have between somebody on a host and where he dials.</summary>
    /// <returns>The proxy, which is the caller's, or null; and what is to be dialled.</returns>
    public (ChildProcess? Proxy, IPEndPoint Address) Lay(PathOptions path, NetworkNamespace dialler, IPEndPoint to)
    {
        if (!path.ThroughProxy)
            return (null, to);
        var port = to.Port + 10_000;
        return (StartOwn(dialler, ProxyProgram.Ready, "proxy", $"{port}", $"{to}", path.DelayArgument), new IPEndPoint(IPAddress.Loopback, port));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tlsTarget?.Dispose();
        if (_fleet.IsValueCreated)
            _fleet.Value.Dispose();
        if (_pair.IsValueCreated)
        {
            _pair.Value.Target.Dispose();
            _pair.Value.Hosts.Dispose();
        }

        Files.Dispose();
    }

    /// <summary>Starts this program in another role.</summary>
    public static ChildProcess StartOwn(NetworkNamespace host, string ready, params string[] arguments)
    {
        var program = Path.ChangeExtension(Assembly.GetExecutingAssembly().Location, null);
        var child = ChildProcess.Start(host, program, arguments);
        child.WaitUntil(() => child.Said.Contains(ready, StringComparison.Ordinal), Patience);
        return child;
    }
}
