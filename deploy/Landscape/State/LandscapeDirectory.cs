using System.Text.Json;
using Connectivity.Landscape.Gateway;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.State;

/// <summary>The directory that holds everything of a landscape. Only what the landscape put there is ever removed.</summary>
internal sealed class LandscapeDirectory(string path)
{
    public string Path => path;

    /// <summary>The socket on which the running landscape takes commands.</summary>
    public string ControlSocket => In("control.sock");

    /// <summary>Held by the running landscape; the kernel gives it up with the process.</summary>
    public string LockFile => In("lock");

    public GatewayFiles Gateway => new(In("gateway"));

    /// <summary>Where the archives of the nodes' images lie.</summary>
    public string Images => In("images");

    private string StateFile => In("landscape.json");

    public ControlPlaneFiles FilesOf(ShootName shoot) => new(System.IO.Path.Combine(In("shoots"), shoot.Value));

    /// <summary>Makes the directory, readable by its owner only.</summary>
    public void Create() =>
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>The state that was written last; null where there is none.</summary>
    /// <exception cref="LandscapeException">This process may not read it.</exception>
    public LandscapeState? ReadState()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(StateFile), LandscapeStateContext.Default.LandscapeState);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            throw new LandscapeException($"{StateFile} is for the landscape's owner only");
        }
    }

    public void WriteState(LandscapeState state) =>
        AtomicFile.Write(StateFile, JsonSerializer.Serialize(state, LandscapeStateContext.Default.LandscapeState));

    /// <summary>Kills what a landscape that crashed has left running, and removes its files.</summary>
    public async Task RemoveLeftoversAsync()
    {
        var state = ReadState();
        foreach (var process in state?.Processes ?? [])
            Signals.Send(process.Identity, Signals.Kill);
        if (state?.Cgroup is { } group)
            await new NodeCgroup().RemoveAsync(group);
        RemoveFiles();
    }

    /// <summary>Removes every file of the landscape but the lock.</summary>
    public void RemoveFiles()
    {
        foreach (var directory in (string[])[In("shoots"), In("gateway"), Images])
        {
            if (Directory.Exists(directory))
                Directory.Delete(directory, recursive: true);
        }

        RemoveState();
    }

    /// <summary>Removes what says that a landscape is running.</summary>
    public void RemoveState()
    {
        if (!Directory.Exists(path))
            return;
        File.Delete(ControlSocket);
        File.Delete(StateFile);
    }

    /// <summary>Removes the directory itself, unless something else is in it.</summary>
    public void RemoveIfEmpty()
    {
        if (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
            Directory.Delete(path);
    }

    private string In(string name) => System.IO.Path.Combine(path, name);
}
