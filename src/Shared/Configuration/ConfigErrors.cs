namespace Connectivity.Shared.Configuration;

/// <summary>
/// Collects the mistakes of one configuration file, so that a user learns all of them at once.
/// At most <see cref="MaxKept"/> are kept; <see cref="Count"/> goes on counting.
/// </summary>
/// <param name="file">The file's name as the user gave it; every error begins with it.</param>
public sealed class ConfigErrors(string file)
{
    /// <summary>How many errors are kept in full: nobody reads more, and a hostile file must not fill the memory.</summary>
    public const int MaxKept = 1000;

    private readonly List<ConfigError> _kept = [];

    /// <summary>The file's name as the user gave it.</summary>
    public string File { get; } = file;

    /// <summary>How many errors were found, kept or not.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there is any error.</summary>
    public bool Any => Count > 0;

    /// <summary>The kept errors in the order of the file.</summary>
    public IReadOnlyList<ConfigError> InFileOrder => [.. _kept.OrderBy(static e => (e.Line, e.Column))];

    /// <summary>The lines to show to a user: the errors in the order of the file, then how many more there are.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var error in InFileOrder)
            yield return error.ToString();
        if (Count > _kept.Count)
            yield return $"{File}: {Count - _kept.Count} more errors";
    }

    /// <summary>Records an error of the file as a whole, for instance that it cannot be read.</summary>
    public void Add(string message) => Add("", 0, 0, message);

    /// <summary>Records an error at a place in the file.</summary>
    /// <param name="path">The key path; empty for the file as a whole.</param>
    /// <param name="line">The line, counted from 1; 0 for none.</param>
    /// <param name="column">The column, counted from 1; 0 for none.</param>
    /// <param name="message">What is wrong and what is expected instead.</param>
    public void Add(string path, int line, int column, string message)
    {
        Count++;
        if (_kept.Count < MaxKept)
            _kept.Add(new ConfigError(File, path, line, column, message));
    }

    internal void Add(ConfigNode node, string message)
    {
        // The path is text that is made for the error only: past the limit it would be made for nothing.
        if (_kept.Count < MaxKept)
            Add(node.Path, node.Line, node.Column, message);
        else
            Count++;
    }
}
