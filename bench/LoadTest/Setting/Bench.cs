using System.Net;
using System.Reflection;
using Connectivity.LoadTest.Targets;

namespace Connectivity.LoadTest.Setting;

/// <summary>Where things are measured: the two hosts, files, the target, and the published programs.</summary>
internal sealed class Bench : IDisposable
{
    /// <summary>The port of the target.</summary>
    public const int TargetPort = 10250;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ChildProcess _target;

    /// <summary>Sets it up; needs root.</summary>
    /// <param name="published">The folder of the published programs.</param>
    public Bench(string published)
    {
        Published = published;
        Hosts = NetworkPair.Create();
        Files = new WorkFolder();
        _target = StartOwn(Hosts.Shoot, TargetProgram.Ready, "target", "0.0.0.0", $"{TargetPort}");
    }

    /// <summary>The two hosts.</summary>
    public NetworkPair Hosts { get; }

    /// <summary>Certificates and room for files.</summary>
    public WorkFolder Files { get; }

    /// <summary>The folder of the published programs.</summary>
    public string Published { get; }

    /// <summary>Where the target is on the wire.</summary>
    public static IPEndPoint Target => new(NetworkPair.ShootAddress, TargetPort);

    /// <summary>The processes that make the load and take it.</summary>
    public IReadOnlyCollection<int> Generator => [Environment.ProcessId, _target.Id];

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
        _target.Dispose();
        Files.Dispose();
        Hosts.Dispose();
    }

    /// <summary>Starts this program in another role.</summary>
    private static ChildProcess StartOwn(NetworkNamespace host, string ready, params string[] arguments)
    {
        var program = Path.ChangeExtension(Assembly.GetExecutingAssembly().Location, null);
        var child = ChildProcess.Start(host, program, arguments);
        child.WaitUntil(() => child.Said.Contains(ready, StringComparison.Ordinal), Patience);
        return child;
    }
}
