using Connectivity.SniGateway.Configuration;

namespace Connectivity.SniGateway.Upstream;

/// <summary>A backend's part in a <see cref="BackendSet"/>: what the configuration says about it, beside the state that outlives it.</summary>
internal sealed class BackendMember
{
    private BackendMember(Backend backend, BackendOptions options, bool isLocal)
    {
        Backend = backend;
        Options = options;
        IsLocal = isLocal;
        Share = options.Weight;
    }

    /// <summary>The backend and its endpoints.</summary>
    public Backend Backend { get; }

    /// <summary>What the configuration says.</summary>
    public BackendOptions Options { get; }

    /// <summary>Whether it runs in the gateway's own zone.</summary>
    public bool IsLocal { get; }

    /// <summary>The weight, divided by what the weights of the set have in common.</summary>
    public int Share { get; private set; }

    /// <summary>Makes a member, around the state that was known before where there is any.</summary>
    public static BackendMember Make(BackendOptions options, GatewayOptions gateway, Backend? known)
    {
        var backend = known ?? new Backend(options.Address, gateway.OutlierEjection);
        backend.OutlierEjection = gateway.OutlierEjection;
        return new BackendMember(backend, options, gateway.Zone is not null && options.Zone == gateway.Zone);
    }

    /// <summary>Divides the shares by their greatest common divisor: weights 100 and 100 take turns like 1 and 1.</summary>
    public static void Reduce(BackendMember[] members)
    {
        var divisor = members.Aggregate(0, static (gcd, member) => PickPolicies.GreatestCommonDivisor(gcd, member.Options.Weight));
        if (divisor <= 1)
            return;
        foreach (var member in members)
            member.Share = member.Options.Weight / divisor;
    }
}
