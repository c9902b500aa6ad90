using System.Net;
using System.Net.Sockets;
using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Peers;

/// <summary>What stands on one port before the targets of many tenants, and tells them apart by the server name of the ClientHello.</summary>
internal abstract class EntryPeer(Bench bench) : Peer(bench, PathOptions.Wire)
{
    /// <summary>Tenants that it has routes for.</summary>
    public int Tenants { get; protected set; } = Fleet.Size;

    /// <inheritdoc/>
    public override IReadOnlyCollection<int> Generator => Bench.Fleet.Processes;

    /// <summary>Threads or processes of one that is to use all cores.</summary>
    protected static string Threads => $"{Environment.ProcessorCount}";

    /// <summary>Where the generator of a number dials.</summary>
    public abstract IPEndPoint Entry(int generator);

    /// <summary>Starts a load on it.</summary>
    /// <param name="kind">What its connections do.</param>
    /// <param name="connections">How many, over all generators.</param>
    /// <param name="perSecond">Events a second, over all generators, where it keeps a pace.</param>
    /// <param name="bytes">Bytes of an answer, where it asks for one.</param>
    public FleetLoad Open(LoadKind kind, int connections, double perSecond = 0, long bytes = 0) =>
        Bench.Fleet.Open(new LoadOrder(kind, Entry(0), 0, 1, connections, perSecond, bytes), Entry);

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

    /// <summary>A line for each tenant.</summary>
    protected static string Lines(int tenants, Func<int, string> line) => string.Join('\n', Enumerable.Range(0, tenants).Select(line));
}
