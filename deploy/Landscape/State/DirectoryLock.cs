namespace Connectivity.Landscape.State;

/// <summary>Makes sure that one landscape at a time uses a directory. The lock ends with the process, however that happens.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock; null while another process has it.</summary>
    public static DirectoryLock? TryTake(string path)
    {
        try
        {
            return new DirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            // flock(2) says that another has it.
            return null;
        }
    }

    /// <summary>Removes the lock file, and only then lets go of it.</summary>
    public void Dispose()
    {
        File.Delete(_file.Name);
        _file.Dispose();
    }
}
