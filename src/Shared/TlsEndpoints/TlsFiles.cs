namespace Connectivity.Shared.TlsEndpoints;

/// <summary>The PEM files of one endpoint, by path; each at most <see cref="MaxLength"/> bytes.</summary>
/// <param name="CertFile">The certificate of this side first, then the intermediate ones up to the root, in the order of issue.</param>
/// <param name="KeyFile">The private key of the first certificate, not encrypted.</param>
/// <param name="CaFile">What peers are verified with: each certificate in it is a trust anchor, nothing else is. Several are the rule during a rotation.</param>
public sealed record TlsFiles(string CertFile, string KeyFile, string CaFile)
{
    /// <summary>Limit of a file's size in bytes, against a path that names something else altogether.</summary>
    public const int MaxLength = 1 << 20;
}

/// <summary>A file of <see cref="TlsFiles"/> cannot be used.</summary>
/// <param name="file">Its path.</param>
/// <param name="problem">What is wrong with it, as the rest of a sentence that begins with the path.</param>
public sealed class TlsFilesException(string file, string problem) : Exception($"{file}: {problem}")
{
    /// <summary>The path of the file.</summary>
    public string File { get; } = file;

    /// <summary>What is wrong with it.</summary>
    public string Problem { get; } = problem;
}
