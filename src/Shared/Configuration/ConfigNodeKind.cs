namespace Connectivity.Shared.Configuration;

/// <summary>What a <see cref="ConfigNode"/> is.</summary>
public enum ConfigNodeKind : byte
{
    /// <summary>No value: <c>key:</c> with nothing after it, <c>~</c> or <c>null</c>. Means the same as leaving the key out.</summary>
    Null,

    /// <summary>A single value, as written; what it means is decided by who asks for it.</summary>
    Scalar,

    /// <summary>A list.</summary>
    Sequence,

    /// <summary>Keys with values.</summary>
    Mapping,

    /// <summary>Something that is not allowed and was reported while the file was parsed; asking for it reports nothing more.</summary>
    Invalid,
}
