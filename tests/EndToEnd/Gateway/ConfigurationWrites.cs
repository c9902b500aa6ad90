using System.ComponentModel;
using System.Runtime.InteropServices;
using Connectivity.Landscape.State;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>The ways in which a configuration file gets its next text.</summary>
public enum ConfigurationWrite
{
    /// <summary>To a temporary name that is then renamed.</summary>
    Rename,

    /// <summary>Truncated and written anew, as some editors do.</summary>
    InPlace,

    /// <summary>As the kubelet does with the files of a ConfigMap: a new directory, to which a symbolic link is turned.</summary>
    ConfigMapSwap,
}

/// <summary>Writes configuration files.</summary>
internal static partial class ConfigurationWrites
{
    /// <summary>Writes the file for the first time or anew; one file always in the same way.</summary>
    public static void Write(this ConfigurationWrite way, string path, string text)
    {
        switch (way)
        {
            case ConfigurationWrite.Rename: AtomicFile.Write(path, text); break;
            case ConfigurationWrite.InPlace: File.WriteAllText(path, text); break;
            default: Swap(Path.GetDirectoryName(path)!, Path.GetFileName(path), text); break;
        }
    }

    // The file is a link to ..data/file, and ..data a link to the directory of the volume's current version.
    private static void Swap(string volume, string file, string text)
    {
        var data = Path.Combine(volume, "..data");
        var old = new DirectoryInfo(data).LinkTarget;
        var version = $"..{Guid.NewGuid():N}";
        Directory.CreateDirectory(Path.Combine(volume, version));
        File.WriteAllText(Path.Combine(volume, version, file), text);
        File.CreateSymbolicLink(data + "_tmp", version);
        if (Rename(data + "_tmp", data) != 0)
            throw new Win32Exception();
        if (old is null)
            File.CreateSymbolicLink(Path.Combine(volume, file), Path.Combine("..data", file));
        else
            Directory.Delete(Path.Combine(volume, old), recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Rename(string from, string to);
}
