namespace Connectivity.Shared.HttpConnect;

/// <summary>Why a gateway's answer to CONNECT gives no tunnel.</summary>
public enum ConnectAnswerFailure : byte
{
    /// <summary>It does, or there is not enough of it to tell.</summary>
    None,

    /// <summary>The answer is a response with a status that is not 2xx.</summary>
    Refused,

    /// <summary>What came is no HTTP response, or too long.</summary>
    Malformed,
}
