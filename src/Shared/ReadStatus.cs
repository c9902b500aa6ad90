namespace Connectivity.Shared;

/// <summary>The three outcomes of every reader of bytes from the network. A reader never throws for what a peer sent.</summary>
public enum ReadStatus : byte
{
    /// <summary>What has arrived so far is a proper beginning; more bytes are needed to decide.</summary>
    NeedMore,

    /// <summary>The message is complete and valid.</summary>
    Done,

    /// <summary>The bytes can never become a valid message; the reader's error says why.</summary>
    Invalid,
}
