using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Peers;

/// <summary>A way from the seed to the target that is measured: ours, or what it is compared with.</summary>
internal abstract class Peer(Bench bench, PathOptions path) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<ChildProcess> _ends = [];
    private readonly List<ChildProcess> _bystanders = [];
    private ChildProcess? _proxy;

    /// <summary>Its name in the report.</summary>
    public abstract string Name { get; }

    /// <summary>Its processes: first the end beside the client, then that beside the target. None for the direct path.</summary>
    public IReadOnlyList<int> Ends => [.. _ends.Select(static e => e.Id)];

    /// <summary>What stands between its ends, and belongs to neither.</summary>
    public IReadOnlyCollection<int> Bystanders => [.. _bystanders.Select(static b => b.Id), .. _proxy is null ? (int[])[] : [_proxy.Id]];

    /// <summary>The processes that make its load and take it.</summary>
    public virtual IReadOnlyCollection<int> Generator => bench.Generator;

    /// <summary>What its processes said last.</summary>
    public string Said => string.Join('\n', _ends.Concat(_bystanders).Select(static e => e.Said));

    /// <summary>How long it took until it served.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Where it is measured.</summary>
    protected Bench Bench => bench;

    /// <summary>Starts its ends, and returns when the target has answered through them.</summary>
    public void Start()
    {
        var started = Stopwatch.GetTimestamp();
        StartEnds();
        while (TryEcho() is { } failure)
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new InvalidOperationException($"{Name} does not serve:\n{Said}", failure);
            Thread.Sleep(10);
        }

        StartTime = Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Makes a stream to the target.</summary>
    public abstract LoadConnection Connect();

    /// <summary>Resets all connections between the two ends; only on a path with a proxy.</summary>
    public void ResetCarriers() => _proxy!.Tell(ProxyProgram.Reset);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var end in _ends)
            end.Dispose();
        foreach (var bystander in _bystanders)
            bystander.Dispose();
        _proxy?.Dispose();
    }

    /// <summary>Starts what it consists of.</summary>
    protected abstract void StartEnds();

    /// <summary>Starts one end.</summary>
    protected void StartEnd(NetworkNamespace host, string program, params IEnumerable<string> arguments) =>
        _ends.Add(ChildProcess.Start(host, program, arguments));

    /// <summary>Starts something that it does not work without, and that is not measured with it.</summary>
    protected void StartBystander(NetworkNamespace host, string program, params IEnumerable<string> arguments) =>
        _bystanders.Add(ChildProcess.Start(host, program, arguments));

    /// <summary>What is to be dialled between the ends, or directly.</summary>
    protected IPEndPoint Lay(NetworkNamespace dialler, IPEndPoint to)
    {
        (_proxy, var address) = bench.Lay(path, dialler, to);
        return address;
    }

    private Exception? TryEcho()
    {
        try
        {
            DialLoad.DialOnce(Connect, TimeSpan.FromSeconds(2));
            return null;
        }
        catch (Exception e) when (e is IOException or SocketException or TimeoutException)
        {
            return e;
        }
    }
}
