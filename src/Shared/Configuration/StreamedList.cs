namespace Connectivity.Shared.Configuration;

/// <summary>
/// A list at the root of a file whose elements are bound while the file is read, each before the next: ten thousand routes are never in memory
/// as a tree, and what their reading leaves behind is garbage at once. One reading fills it.
/// </summary>
/// <param name="key">The list's key in the root mapping.</param>
public abstract class StreamedList(string key)
{
    /// <summary>The list's key in the root mapping.</summary>
    public string Key => key;

    internal abstract void Take(ConfigNode element, ConfigErrors errors);
}

/// <summary>A streamed list of what <paramref name="bind"/> makes of an element.</summary>
/// <param name="key">The list's key in the root mapping.</param>
/// <param name="bind">Binds one element; called in the order of the file, before anything else of the file is bound.</param>
public sealed class StreamedList<T>(string key, ConfigBinder<T> bind) : StreamedList(key)
{
    private readonly List<T> _bound = [];

    internal IReadOnlyList<T> Bound => _bound;

    internal override void Take(ConfigNode element, ConfigErrors errors) => _bound.Add(ConfigMapping.Bind(element, bind, errors));
}
