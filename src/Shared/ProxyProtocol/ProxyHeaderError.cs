namespace Connectivity.Shared.ProxyProtocol;

/// <summary>Why received bytes are no valid PROXY header. The section numbers are those of HAProxy's "The PROXY protocol".</summary>
public enum ProxyHeaderError : byte
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>The bytes begin with neither signature.</summary>
    NotProxy,

    /// <summary>Version 1 (2.1): no line end within 107 bytes.</summary>
    LineTooLong,

    /// <summary>Version 1 (2.1): the protocol is none of TCP4, TCP6 and UNKNOWN, or not followed by one space.</summary>
    ProtocolUnknown,

    /// <summary>Version 1 (2.1): an address is not one of the named family in its plain form, or not followed by one space.</summary>
    AddressMalformed,

    /// <summary>Version 1 (2.1): a port is not a number from 0 to 65535 without leading zeros.</summary>
    PortMalformed,

    /// <summary>Version 1 (2.1): the line does not end in CR LF where it has to, or has a control character in it.</summary>
    LineEndMalformed,

    /// <summary>Version 2 (2.2): the version is not 2.</summary>
    VersionUnknown,

    /// <summary>Version 2 (2.2): the command is neither LOCAL nor PROXY.</summary>
    CommandUnknown,

    /// <summary>Version 2 (2.2): family and transport are no combination that the protocol knows.</summary>
    FamilyUnknown,

    /// <summary>Version 2: the header is longer than the configured limit.</summary>
    TooLong,

    /// <summary>Version 2 (2.2): the header is shorter than the addresses of its family.</summary>
    AddressesTruncated,

    /// <summary>Version 2 (2.2.1): an extension goes beyond the end of the header.</summary>
    TlvOverrun,

    /// <summary>Version 2 (2.2.7): the unique identifier is longer than 128 bytes.</summary>
    UniqueIdTooLong,

    /// <summary>Version 2 (2.2.3): the checksum is not four bytes long, or there is more than one.</summary>
    ChecksumMalformed,

    /// <summary>Version 2 (2.2.3): the checksum is not the header's.</summary>
    ChecksumMismatch,
}
