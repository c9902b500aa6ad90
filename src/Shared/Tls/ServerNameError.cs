namespace Connectivity.Shared.Tls;

/// <summary>Why a text is no host name. The set is closed; <see cref="ServerNameErrors.Text"/> says each in words.</summary>
public enum ServerNameError : byte
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>No characters, or a dot alone.</summary>
    Empty,

    /// <summary>More than <see cref="ServerNames.MaxLength"/> characters, a trailing dot not counted.</summary>
    TooLong,

    /// <summary>Two dots in a row, or a dot at the beginning.</summary>
    EmptyLabel,

    /// <summary>A label of more than <see cref="ServerNames.MaxLabelLength"/> characters.</summary>
    LabelTooLong,

    /// <summary>A label begins or ends with a hyphen.</summary>
    HyphenAtEdge,

    /// <summary>A NUL character.</summary>
    Nul,

    /// <summary>A character outside ASCII; international names are written as A-labels ("xn--…").</summary>
    NonAscii,

    /// <summary>A character other than letters, digits, hyphen, underscore and dot.</summary>
    InvalidCharacter,

    /// <summary>An IPv4 or IPv6 address, or a name whose last label is a number and so would be taken for one.</summary>
    IPAddress,

    /// <summary>A wildcard elsewhere than as the whole first label of a pattern, or without a name after it.</summary>
    Wildcard,
}

/// <summary>Facts about each <see cref="ServerNameError"/>.</summary>
public static class ServerNameErrors
{
    /// <summary>What is wrong, as the end of a sentence that begins with the name.</summary>
    public static string Text(this ServerNameError error) => error switch
    {
        ServerNameError.None => "is valid",
        ServerNameError.Empty => "is empty",
        ServerNameError.TooLong => "is longer than 253 characters",
        ServerNameError.EmptyLabel => "has an empty label (a leading dot or two dots in a row)",
        ServerNameError.LabelTooLong => "has a label longer than 63 characters",
        ServerNameError.HyphenAtEdge => "has a label that begins or ends with a hyphen",
        ServerNameError.Nul => "contains a NUL",
        ServerNameError.NonAscii => "is not ASCII (write international names as xn--…)",
        ServerNameError.InvalidCharacter => "has a character other than letters, digits, '-', '_' and '.'",
        ServerNameError.IPAddress => "is an IP address, or would be taken for one",
        ServerNameError.Wildcard => "has a wildcard that is not its whole first label, followed by a name (\"*.example.org\")",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "Not a ServerNameError."),
    };
}
