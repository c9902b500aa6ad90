using System.Numerics;

namespace Connectivity.Shared.Tls;

/// <summary>
/// Host names as they are compared: in the SNI of a hello, in the configured hosts and in an authority, all by these rules, so that no
/// two places can see one name differently. Labels of 1 to 63 letters, digits, hyphens (not at an edge) and underscores, 253 characters
/// in all (RFC 1035, section 2.3.4; RFC 1123, section 2.1), lower-case, no address. One trailing dot is taken off: RFC 6066 does not
/// allow it in SNI, yet clients that are given a rooted name send it.
/// </summary>
public static class ServerNames
{
    /// <summary>Greatest length of a name in characters, without a trailing dot.</summary>
    public const int MaxLength = 253;

    /// <summary>Greatest length of one label in characters.</summary>
    public const int MaxLabelLength = 63;

    private const string WildcardPrefix = "*.";

    /// <summary>Checks a name from the network and writes its normal form.</summary>
    /// <param name="name">The name as received.</param>
    /// <param name="destination">Room for <see cref="MaxLength"/> characters, whatever the name; it throws when there is less.</param>
    /// <param name="length">How many characters were written; 0 for an invalid name.</param>
    /// <param name="error">What is wrong with an invalid name.</param>
    public static bool TryNormalize(ReadOnlySpan<byte> name, Span<char> destination, out int length, out ServerNameError error) =>
        TryNormalize<byte>(name, destination, out length, out error);

    /// <inheritdoc cref="TryNormalize(ReadOnlySpan{byte}, Span{char}, out int, out ServerNameError)"/>
    public static bool TryNormalize(ReadOnlySpan<char> name, Span<char> destination, out int length, out ServerNameError error) =>
        TryNormalize<char>(name, destination, out length, out error);

    /// <summary>Checks a host of the configuration: a name, or "*." and a name for the names below it.</summary>
    /// <param name="pattern">The host as configured.</param>
    /// <param name="normalized">Its normal form, with the "*." of a wildcard; null when it is invalid.</param>
    /// <param name="isWildcard">Whether it is a wildcard.</param>
    /// <param name="error">What is wrong with an invalid host.</param>
    public static bool TryNormalizeHostPattern(string pattern, out string? normalized, out bool isWildcard, out ServerNameError error)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        normalized = null;
        isWildcard = pattern.StartsWith(WildcardPrefix, StringComparison.Ordinal);
        var prefix = isWildcard ? WildcardPrefix : "";
        var name = pattern.AsSpan(prefix.Length);
        Span<char> text = stackalloc char[MaxLength];
        if (name.Contains('*') || (isWildcard && name is "" or "."))
        {
            error = ServerNameError.Wildcard;
        }
        else if (TryNormalize(name, text, out var length, out error))
        {
            // The shortest name that a longer wildcard would match is itself too long.
            if (prefix.Length + length <= MaxLength)
                normalized = string.Concat(prefix, text[..length]);
            else
                error = ServerNameError.TooLong;
        }

        isWildcard &= normalized is not null;
        return normalized is not null;
    }

    /// <summary>What is wrong with a name, if anything.</summary>
    internal static ServerNameError Check<T>(ReadOnlySpan<T> name)
        where T : unmanaged, IBinaryInteger<T>
    {
        name = WithoutTrailingDot(name);
        if (name.IsEmpty)
            return ServerNameError.Empty;
        if (name.Length > MaxLength)
            return ServerNameError.TooLong;
        var error = CheckCharacters(name);
        while (error == ServerNameError.None)
        {
            var dot = name.IndexOf(T.CreateTruncating('.'));
            var label = dot < 0 ? name : name[..dot];
            error = CheckLabel(label);
            if (dot < 0)
                return error == ServerNameError.None && IsNumber(label) ? ServerNameError.IPAddress : error;
            name = name[(dot + 1)..];
        }

        return error;
    }

    private static bool TryNormalize<T>(ReadOnlySpan<T> name, Span<char> destination, out int length, out ServerNameError error)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (destination.Length < MaxLength)
            throw new ArgumentException("There must be room for the longest name.", nameof(destination));
        length = 0;
        error = Check(name);
        if (error != ServerNameError.None)
            return false;

        name = WithoutTrailingDot(name);
        for (var i = 0; i < name.Length; i++)
        {
            var c = (char)ushort.CreateTruncating(name[i]);
            destination[i] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
        }

        length = name.Length;
        return true;
    }

    private static ServerNameError CheckLabel<T>(ReadOnlySpan<T> label)
        where T : unmanaged, IBinaryInteger<T>
    {
        var hyphen = T.CreateTruncating('-');
        return label.Length switch
        {
            0 => ServerNameError.EmptyLabel,
            > MaxLabelLength => ServerNameError.LabelTooLong,
            _ => label[0] == hyphen || label[^1] == hyphen ? ServerNameError.HyphenAtEdge : ServerNameError.None,
        };
    }

    private static ServerNameError CheckCharacters<T>(ReadOnlySpan<T> name)
        where T : unmanaged, IBinaryInteger<T>
    {
        foreach (var character in name)
        {
            var c = (char)ushort.CreateTruncating(character);
            if (char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
                continue;
            return c switch
            {
                '\0' => ServerNameError.Nul,
                > '\x7f' => ServerNameError.NonAscii,
                // One colon is a port that does not belong here; two are an IPv6 address, whether or not it is in brackets.
                ':' or '[' when name.Count(T.CreateTruncating(':')) > 1 => ServerNameError.IPAddress,
                _ => ServerNameError.InvalidCharacter,
            };
        }

        return ServerNameError.None;
    }

    /// <summary>Whether a last label is all digits: the name then is an IPv4 address in one of its spellings, or taken for one.</summary>
    private static bool IsNumber<T>(ReadOnlySpan<T> label)
        where T : unmanaged, IBinaryInteger<T> =>
        !label.ContainsAnyExceptInRange(T.CreateTruncating('0'), T.CreateTruncating('9'));

    private static ReadOnlySpan<T> WithoutTrailingDot<T>(ReadOnlySpan<T> name)
        where T : unmanaged, IBinaryInteger<T> =>
        !name.IsEmpty && name[^1] == T.CreateTruncating('.') ? name[..^1] : name;
}
