using System.Text;

namespace Connectivity.Landscape.Pki;

/// <summary>Writes files that hold secrets: readable by their owner only, from the first byte on.</summary>
internal static class PemFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a file of mode 0600, replacing any that is there.</summary>
    public static void Write(string path, string text)
    {
        File.Delete(path);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        });
        file.Write(Encoding.ASCII.GetBytes(text));
    }
}
