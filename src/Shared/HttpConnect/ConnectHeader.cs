using System.Buffers;

namespace Connectivity.Shared.HttpConnect;

/// <summary>A header field that is sent to a gateway.</summary>
/// <param name="Name">A token (RFC 9110, section 5.1); its case means nothing.</param>
/// <param name="Value">Visible ASCII, with spaces and tabs only between.</param>
public sealed record ConnectHeader(string Name, string Value)
{
    private const int MaxNameLength = 128;
    private const int MaxValueLength = 1024;
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // They say where the request ends, or are ours to write: with another one in it two readers could see two requests.
    private static readonly string[] Reserved = ["Host", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "TE", "Trailer"];

    // What gateways find a destination by. All other fields may hold a credential.
    private static readonly string[] Destinations = ["X-Gardener-Destination", "Reversed-VPN"];

    /// <summary>The value as it may be shown.</summary>
    public string ShownValue => Destinations.Contains(Name, StringComparer.OrdinalIgnoreCase) ? Value : "***";

    /// <summary>What is wrong with a field, to follow its name; null if nothing is. Never holds the value: it may be a credential.</summary>
    public static string? Check(string name, string value)
    {
        if (name.Length is 0 or > MaxNameLength || name.AsSpan().ContainsAnyExcept(Token))
            return $"is not a header name: 1 to {MaxNameLength} letters, digits and characters like - or _";
        if (Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
            return "cannot be set: it decides how the request itself is read";
        if (value.Length > MaxValueLength || value.AsSpan().Trim(" \t").Length != value.Length || value.AsSpan().ContainsAnyExcept(Visible))
            return $"has a value that is no header's: at most {MaxValueLength} visible ASCII characters, spaces only between them";
        return null;
    }

    private static readonly SearchValues<char> Visible =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static c => (char)c), '\t']);
}
