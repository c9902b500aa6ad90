namespace Connectivity.Landscape.Processes;

/// <summary>Finds programs in a list of directories, in the syntax of PATH.</summary>
internal sealed class BinaryPath(string directories)
{
    /// <summary>The full path of a program.</summary>
    /// <exception cref="LandscapeException">No directory holds it.</exception>
    public string Find(string name) =>
        directories.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists)
        ?? throw new LandscapeException($"{name} is in none of {directories}; tests/kubernetes/bring.sh brings it");
}
