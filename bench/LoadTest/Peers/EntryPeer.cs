using System.Net;
using System.Net.Sockets;
using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Setting;
using Connectivity.LoadTest.Targets;

namespace Connectivity.LoadTest.Peers;

/// <summary>What stands on one port before the targets of many tenants, and tells them apart by the server name of the ClientHello.</summary>
internal abstract class EntryPeer(Bench bench) : Peer(bench, PathOptions.Wire)
{
    /// <summary>Tenants that it has routes for; beside them there is one for the target that speaks TLS.</summary>
    public int Tenants { get; set; } = Fleet.Size;

    /// <summary>Where clients of the target that speaks TLS dial.</summary>
    public virtual IPEndPoint TlsEntry => Entry(0);

    /// <inheritdoc/>
    public override IReadOnlyCollection<int> Generator => Bench.FleetProcesses;

    /// <summary>Threads or processes of one that is to use all cores.</summary>
    protected static string Threads => $"{Environment.ProcessorCount}";

    /// <summary>Where the generator of a number dials.</summary>
    public abstract IPEndPoint Entry(int generator);

    /// <summary>Starts a load on it.</summary>
    /// <param name="kind">What its connections do.</param>
    /// <param name="connections">How many, over all generators.</param>
    /// <param name="perSecond">Events a second, over all generators, where it keeps a pace.</param>
    /// <param name="bytes">Bytes of an answer, where it asks for one.</param>
    /// <param name="tenants">Over how many tenants each generator spreads it.</param>
    public FleetLoad Open(LoadKind kind, int connections, double perSecond = 0, long bytes = 0, int tenants = 1) =>
        Bench.Fleet.Open(new LoadOrder(kind, Entry(0), 0, tenants, connections, perSecond, bytes), Entry);

    /// <summary>Starts a load of clients that speak TLS.</summary>
    public FleetLoad OpenTls(LoadKind kind, int connections) =>
        Bench.Fleet.Open(new LoadOrder(kind, TlsEntry, 0, 1, connections), _ => TlsEntry);

    /// <summary>Makes the target that speaks TLS ready.</summary>
    public void NeedTlsTarget() => Bench.NeedTlsTarget();

    /// <summary>Has it take a configuration for so many tenants while it runs.</summary>
    public void Reload(int tenants)
    {
        Tenants = tenants;
        Reload();
    }

    /// <summary>Writes the configuration and gives the signal to take it.</summary>
    /// <exception cref="NotSupportedException">It has none.</exception>
    protected virtual void Reload() => throw new NotSupportedException();

    /// <summary>All routes: a short name, the server name, and where it leads.</summary>
    protected IEnumerable<(string Id, string ServerName, IPEndPoint Target)> Routes =>
        Enumerable.Range(0, Tenants).Select(static t => ($"t{t}", ClientHellos.ServerName(t), Fleet.Target(t))).Append(("tls", TlsTargetProgram.ServerName, Fleet.TlsTarget));

    /// <inheritdoc/>
    public override LoadConnection Connect() => Connect(tenant: 0);

    /// <summary>Makes a connection to a tenant's target.</summary>
    public LoadConnection Connect(int tenant)
    {
        var socket = Bench.Fleet.Host.NewSocket();
        try
        {
            socket.Connect(Entry(tenant % Fleet.Size));
            var connection = new SocketConnection(socket);
            connection.Send(ClientHellos.For(ClientHellos.ServerName(tenant)));
            return connection;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A line for each route.</summary>
    protected string Lines(Func<(string Id, string ServerName, IPEndPoint Target), string> line) => string.Join('\n', Routes.Select(line));
}
