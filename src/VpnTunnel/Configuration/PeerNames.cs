using System.Diagnostics.CodeAnalysis;
using System.Text;
using Connectivity.Shared.Configuration;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>What servers, agents and zones are called: in the protocol's frames, in logs and in labels of metrics.</summary>
internal static class PeerNames
{
    /// <summary>Longest id of a server or an agent, in bytes of UTF-8 (protocol, section 2).</summary>
    public const int MaxIdBytes = 128;

    /// <summary>Longest name of a zone, in bytes of UTF-8 (protocol, section 2).</summary>
    public const int MaxZoneBytes = 64;

    private const string ExpectedId = "an id: 1 to 128 bytes without control characters";
    private const string ExpectedZone = "a zone: at most 64 bytes without control characters";

    /// <summary>The id under a key that must be there; empty after an error.</summary>
    public static string RequiredId(ConfigMapping map, string key) => map.RequiredParse<string>(key, TryParseId, ExpectedId) ?? "";

    /// <summary>The ids of a list, each of which is there once.</summary>
    public static ValueList<string> Ids(ConfigMapping map, string key, int max)
    {
        var ids = map.ParseList<string>(key, TryParseId, ExpectedId);
        if (ids.Count > max)
            map.Error(key, $"has {ids.Count} elements: at most {max}");
        foreach (var twice in ids.GroupBy(static id => id, StringComparer.Ordinal).Where(static g => g.Count() > 1))
            map.Error(key, $"{ConfigText.Quote(twice.Key)} is there twice");
        return [.. ids];
    }

    /// <summary>The zone under "zone"; empty without it.</summary>
    public static string Zone(ConfigMapping map) => map.Parse<string>("zone", TryParseZone, ExpectedZone, "");

    /// <summary>Whether a text can be an id.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length > 0 && IsPlain(text, MaxIdBytes);

    private static bool TryParseId(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out string id)
    {
        id = IsId(text) ? text.ToString() : null;
        return id is not null;
    }

    private static bool TryParseZone(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out string zone)
    {
        zone = IsPlain(text, MaxZoneBytes) ? text.ToString() : null;
        return zone is not null;
    }

    private static bool IsPlain(ReadOnlySpan<char> text, int maxBytes)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c))
                return false;
        }

        return Encoding.UTF8.GetByteCount(text) <= maxBytes;
    }
}
