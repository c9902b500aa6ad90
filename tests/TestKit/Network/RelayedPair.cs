using System.Net.Sockets;
using Connectivity.Shared.Outcomes;

namespace Connectivity.TestKit.Network;

/// <summary>A client's and a backend's socket, joined through a relay.</summary>
public sealed class RelayedPair(Socket client, Socket backend, RelayedConnection connection, CancellationToken patience) : IDisposable
{
    /// <summary>From the client to the backend.</summary>
    public Direction Up { get; } = new(client, backend, BytePattern.Up, patience);

    /// <summary>From the backend to the client.</summary>
    public Direction Down { get; } = new(backend, client, BytePattern.Down, patience);

    /// <summary>What the relay's side sees.</summary>
    public RelayedConnection Connection => connection;

    /// <summary>The direction that the client sends in, or the other.</summary>
    public Direction From(bool theClient) => theClient ? Up : Down;

    /// <summary>Ends with the relay; gives its outcome.</summary>
    public Task<ConnectionOutcome> EndedAsync() => connection.Ended.WaitAsync(patience);

    /// <summary>Sends bytes up and as many down, by turns.</summary>
    public async Task EchoAsync(int messages, int bytes)
    {
        for (var i = 0; i < messages; i++)
        {
            await Up.PassAsync(bytes);
            await Down.PassAsync(bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        backend.Dispose();
    }
}
