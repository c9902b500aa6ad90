namespace Connectivity.SniGateway.Upstream;

/// <summary>What is asked of an endpoint; each tier asks for less than the one before.</summary>
internal enum PickTier : byte
{
    /// <summary>Usable, and in the gateway's own zone.</summary>
    UsableLocal,

    /// <summary>Neither ejected nor unhealthy.</summary>
    Usable,

    /// <summary>Nothing: when all are out, a doubtful endpoint is better than a certain refusal.</summary>
    Any,
}

/// <summary>Whether an endpoint may be picked in a tier.</summary>
internal readonly struct PickFilter(PickTier tier, bool isHealthChecked, long nowMs)
{
    /// <summary>Whether the endpoint will do. What was tried before is another matter.</summary>
    public bool Admits(BackendEndpoint endpoint, bool isLocal) =>
        tier == PickTier.Any ||
        (!endpoint.IsEjected(nowMs) && (!isHealthChecked || endpoint.Health.IsHealthy) && (isLocal || tier != PickTier.UsableLocal));
}

/// <summary>
/// Walks over the endpoints that may be picked. Other threads may change what it finds between two walks, so a policy that walks twice
/// must not rely on seeing the same.
/// </summary>
internal ref struct PickCandidates
{
    private readonly BackendMember[] _members;
    private readonly PickFilter _filter;
    private readonly ref readonly AttemptedEndpoints _tried;
    private BackendEndpoint[] _endpoints = [];
    private int _member = -1;
    private int _next;

    /// <summary>Makes a walk that is before its first endpoint.</summary>
    public PickCandidates(BackendMember[] members, in PickFilter filter, in AttemptedEndpoints tried)
    {
        _members = members;
        _filter = filter;
        _tried = ref tried;
    }

    /// <summary>The endpoint the walk is at.</summary>
    public readonly BackendEndpoint Current => _endpoints[_next - 1];

    /// <summary>Its share of connections, at least 1.</summary>
    public readonly int Share => _members[_member].Share;

    /// <summary>Goes to the next endpoint.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            while (_next < _endpoints.Length)
            {
                var endpoint = _endpoints[_next++];
                if (_filter.Admits(endpoint, _members[_member].IsLocal) && !_tried.Contains(endpoint))
                    return true;
            }

            if (!MoveToNextMember())
                return false;
        }
    }

    private bool MoveToNextMember()
    {
        while (++_member < _members.Length)
        {
            if (_members[_member].Share == 0)
                continue;
            _endpoints = _members[_member].Backend.EndpointArray;
            _next = 0;
            return true;
        }

        return false;
    }
}
