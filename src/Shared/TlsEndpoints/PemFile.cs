using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Connectivity.Shared.Native;

namespace Connectivity.Shared.TlsEndpoints;

/// <summary>One PEM file in memory. Disposing wipes it, as it may be a key.</summary>
internal sealed unsafe class PemFile : IDisposable
{
    private const int PemNoStartLine = 108;

    private const string NoCertificate = "holds no certificate (-----BEGIN CERTIFICATE-----)";

    private readonly byte[] _bytes;

    private PemFile(string path, byte[] bytes) => (Path, _bytes) = (path, bytes);

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>Reads the file as a whole.</summary>
    /// <exception cref="TlsFilesException">It is not there, not readable or too large.</exception>
    public static PemFile Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            if (length > TlsFiles.MaxLength)
                throw new TlsFilesException(path, $"is longer than {TlsFiles.MaxLength} bytes");
            var bytes = GC.AllocateUninitializedArray<byte>((int)length, pinned: true);
            return RandomAccess.Read(file, bytes, 0) == length ? new PemFile(path, bytes) : throw new TlsFilesException(path, "changed while it was read");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TlsFilesException(path, e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : $"cannot be read: {e.Message}");
        }
    }

    /// <summary>Gives every certificate of the file, in its order, to be used during the call.</summary>
    /// <exception cref="TlsFilesException">There is none, or one is broken.</exception>
    public void ForEachCertificate(Action<nint> use)
    {
        if (_bytes.AsSpan().IndexOf("-----BEGIN "u8) < 0)
            throw new TlsFilesException(Path, NoCertificate);
        fixed (byte* start = _bytes)
        {
            var bio = OpenSsl.BioOver(start, _bytes.Length);
            var count = 0;
            try
            {
                while (NextCertificate(bio, count) is var certificate and not 0)
                {
                    count++;
                    Use(certificate, use);
                }
            }
            finally
            {
                _ = OpenSsl.BioFree(bio);
            }

            if (count == 0)
                throw new TlsFilesException(Path, NoCertificate);
        }
    }

    /// <summary>Gives the private key of the file, to be used during the call.</summary>
    /// <exception cref="TlsFilesException">There is none, or it is encrypted or broken.</exception>
    public void WithPrivateKey(Action<nint> use)
    {
        if (_bytes.AsSpan().IndexOf("PRIVATE KEY-----"u8) < 0)
            throw new TlsFilesException(Path, "holds no private key (-----BEGIN PRIVATE KEY-----)");
        fixed (byte* start = _bytes)
        {
            var bio = OpenSsl.BioOver(start, _bytes.Length);
            var encrypted = false;
            OpenSsl.ClearErrors();
            var key = OpenSsl.PemReadPrivateKey(bio, null, &OnPassword, &encrypted);
            var error = key == 0 ? OpenSslErrors.Take() : default;
            _ = OpenSsl.BioFree(bio);
            if (key == 0 && encrypted)
                throw new TlsFilesException(Path, "the private key is encrypted; an agent has nobody to ask for the password");
            if (key == 0)
                throw new TlsFilesException(Path, $"the private key cannot be read: {error.Text}");
            try
            {
                use(key);
            }
            finally
            {
                OpenSsl.KeyFree(key);
            }
        }
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    private static void Use(nint certificate, Action<nint> use)
    {
        try
        {
            use(certificate);
        }
        finally
        {
            OpenSsl.CertificateFree(certificate);
        }
    }

    private nint NextCertificate(nint bio, int index)
    {
        OpenSsl.ClearErrors();
        var encrypted = false;
        var certificate = OpenSsl.PemReadCertificate(bio, null, &OnPassword, &encrypted);
        if (certificate != 0)
            return certificate;
        var error = OpenSslErrors.Take();
        return error.Is(OpenSslError.PemLibrary, PemNoStartLine)
            ? 0
            : throw new TlsFilesException(Path, $"certificate {index + 1} cannot be read: {error.Text}");
    }

    // Without it OpenSSL would ask at the terminal.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnPassword(byte* buffer, int length, int writing, void* argument)
    {
        *(bool*)argument = true;
        return -1;
    }
}
