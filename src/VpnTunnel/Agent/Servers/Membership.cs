using Connectivity.VpnTunnel.Configuration;

namespace Connectivity.VpnTunnel.Agent.Servers;

/// <summary>
/// Which servers an agent is to be connected to: those of its configuration, and those that servers tell of (MEMBERS) and that the template
/// knows a way to. Of one thread.
/// </summary>
internal sealed class Membership
{
    private readonly Dictionary<string, IReadOnlyList<string>> _told = new(StringComparer.Ordinal);

    /// <summary>A server has told of all servers.</summary>
    /// <param name="by">Its id, as the agent knows it.</param>
    /// <param name="members">Their ids.</param>
    /// <returns>Whether that is news.</returns>
    public bool Tell(string by, IReadOnlyList<string> members)
    {
        if (_told.TryGetValue(by, out var known) && known.SequenceEqual(members, StringComparer.Ordinal))
            return false;
        _told[by] = members;
        return true;
    }

    /// <summary>What a server told no longer counts: it is not one of ours any more.</summary>
    public void Forget(string by) => _told.Remove(by);

    /// <summary>The servers to be connected to, by name.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="unreachable">Takes the ids of those that are told of, and to which there is no way.</param>
    public Dictionary<string, LinkOptions> Wanted(AgentOptions options, ICollection<string> unreachable)
    {
        var wanted = options.Servers.ToDictionary(static s => s.Name, StringComparer.Ordinal);
        foreach (var id in _told.Values.SelectMany(static ids => ids).Distinct(StringComparer.Ordinal))
        {
            if (wanted.ContainsKey(id))
                continue;
            if (wanted.Count < MaxServers && options.ServerTemplate?.For(id) is { } link)
                wanted.Add(id, link);
            else
                unreachable.Add(id);
        }

        return wanted;
    }

    // What servers tell is bounded for each of them; all of them together could tell much more.
    private const int MaxServers = 2 * ServerOptions.MaxMembers;
}
