using Connectivity.Shared.Relaying;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectivity.TestKit.Network;

/// <summary>How a <see cref="LoopbackRelay"/> is set up.</summary>
public sealed record LoopbackRelayOptions
{
    /// <summary>Event loops, a thread each.</summary>
    public int Loops { get; init; } = 1;

    /// <summary>Pipes for splicing that a loop may have; 0 copies always.</summary>
    public int MaxPipesPerLoop { get; init; }

    /// <summary>The bounds of each relay.</summary>
    public RelayOptions Relay { get; init; } = new();

    /// <summary>The clock of the loops.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where faults are told.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>Watches both sockets while it connects, as for a far backend; else the relay is the first to watch them.</summary>
    public bool WatchesWhileConnecting { get; init; }

    /// <summary>Takes the client's first bytes before it connects, and hands them to the relay.</summary>
    public bool TakesFirstBytes { get; init; }

    /// <summary>Called on the loop for each new connection, before anything else.</summary>
    public Action<RelayedConnection> OnAccepted { get; init; } = static _ => { };

    /// <summary>Called on the loop when there was no descriptor for a new connection.</summary>
    public Action OnOutOfDescriptors { get; init; } = static () => { };
}
