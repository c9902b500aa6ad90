namespace Connectivity.Landscape.State;

/// <summary>Replaces files as a whole: a reader sees the old text or the new one, never a part.</summary>
internal static class AtomicFile
{
    public static void Write(string path, string text)
    {
        var beside = path + ".new";
        File.WriteAllText(beside, text);
        File.Move(beside, path, overwrite: true);
    }
}
