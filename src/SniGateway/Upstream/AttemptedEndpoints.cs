using System.Runtime.CompilerServices;

namespace Connectivity.SniGateway.Upstream;

/// <summary>The endpoints that were tried for one connection, so that each attempt goes to another. Lives inside the connection.</summary>
internal struct AttemptedEndpoints
{
    /// <summary>Most attempts for one connection.</summary>
    public const int Max = 8;

    private Slots _slots;
    private byte _count;

    /// <summary>How many were tried.</summary>
    public readonly int Count => _count;

    /// <summary>Whether there is no room for another attempt.</summary>
    public readonly bool IsFull => _count == Max;

    /// <summary>Whether the endpoint was tried.</summary>
    public readonly bool Contains(BackendEndpoint endpoint)
    {
        for (var i = 0; i < _count; i++)
        {
            if (ReferenceEquals(_slots[i], endpoint))
                return true;
        }

        return false;
    }

    /// <summary>Notes an attempt. Must not be called when <see cref="IsFull"/>.</summary>
    public void Add(BackendEndpoint endpoint) => _slots[_count++] = endpoint;

    /// <summary>Forgets all, so that a pooled connection keeps nothing alive.</summary>
    public void Clear() => this = default;

    [InlineArray(Max)]
    private struct Slots
    {
        private BackendEndpoint? _first;
    }
}
