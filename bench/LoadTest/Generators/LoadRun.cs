using System.Diagnostics;
using Connectivity.LoadTest.Measuring;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Relaying;

namespace Connectivity.LoadTest.Generators;

/// <summary>A load on the generator's loop, and what it has counted. On the loop's thread, except for what says otherwise.</summary>
internal abstract class LoadRun
{
    private readonly byte[][] _hellos;
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes one.</summary>
    protected LoadRun(EventLoop loop, LoadOrder order)
    {
        (Loop, Order) = (loop, order);
        Address = SocketEndpoint.From(order.Address);
        _hellos = [.. Enumerable.Range(order.Tenant, order.Tenants).Select(static t => ClientHellos.For(ClientHellos.ServerName(t)))];
    }

    /// <summary>The generator's loop.</summary>
    public EventLoop Loop { get; }

    /// <summary>What it does.</summary>
    public LoadOrder Order { get; }

    /// <summary>Where its connections go.</summary>
    public SocketEndpoint Address { get; }

    /// <summary>Ends when it is through to the target with all connections that it begins with; fails when one is not. From any thread.</summary>
    public Task Open => _open.Task;

    /// <summary>Events until now: echoes, connections, answers.</summary>
    public long Done { get; set; }

    /// <summary>Bytes moved until now.</summary>
    public long Bytes { get; set; }

    /// <summary>Connections that failed until now.</summary>
    public long Failures { get; private set; }

    /// <summary>What the last one that failed met with.</summary>
    public string Failure { get; private set; } = "-";

    /// <summary>Whether it was told to end.</summary>
    public bool IsOver { get; private set; }

    private LatencyHistogram Latencies { get; set; } = new();

    /// <summary>Makes the connections that it begins with.</summary>
    public abstract void Start();

    /// <summary>Begins, after <see cref="Open"/>.</summary>
    public abstract void Go();

    /// <summary>Ends, with all its connections.</summary>
    public virtual void Stop() => IsOver = true;

    /// <summary>Takes the latencies since they were last taken.</summary>
    public LatencyHistogram TakeLatencies()
    {
        var taken = Latencies;
        Latencies = new LatencyHistogram();
        return taken;
    }

    /// <summary>The hello of a connection by its number.</summary>
    public byte[] Hello(int number) => _hellos[number % _hellos.Length];

    /// <summary>A connection has shown that it is through.</summary>
    public abstract void OnReady();

    /// <summary>A connection has failed.</summary>
    public void OnFailure(string why)
    {
        Failures++;
        Failure = why;
        _open.TrySetException(new IOException(why));
    }

    /// <summary>Counts an event that began at this timestamp.</summary>
    public void CountSince(long begin)
    {
        Done++;
        Latencies.Record(Stopwatch.GetElapsedTime(begin));
    }

    /// <summary>All is through. False if it was already, or has failed.</summary>
    protected bool TryOpened() => _open.TrySetResult();
}
