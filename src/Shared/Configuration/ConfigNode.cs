using System.Globalization;
using System.Text;

namespace Connectivity.Shared.Configuration;

/// <summary>One value of a configuration file with its place: a node of an immutable tree.</summary>
public sealed class ConfigNode
{
    private readonly ConfigNode? _parent;
    private readonly string? _key;
    private readonly int _index;
    private ConfigNode[] _children = [];

    // Mappings are small, so a scan is cheapest; only a long one (of headers, say) is worth a table.
    private const int TableThreshold = 16;
    private Dictionary<string, ConfigNode>? _byKey;

    internal ConfigNode(ConfigNodePlace place, ConfigNodeKind kind, string text = "")
    {
        (_parent, _key, _index, KeyLine, KeyColumn, Line, Column) = place;
        Kind = kind;
        Text = text;
    }

    /// <summary>What this node is.</summary>
    public ConfigNodeKind Kind { get; }

    /// <summary>The text of a scalar; empty for every other kind.</summary>
    public string Text { get; }

    /// <summary>The line on which the value begins, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The column in which the value begins, counted from 1.</summary>
    public int Column { get; }

    /// <summary>The elements of a sequence, or the values of a mapping, in the order of the file.</summary>
    public IReadOnlyList<ConfigNode> Children => _children;

    /// <summary>The key of this value in its mapping; null in a sequence and at the root.</summary>
    public string? Key => _key;

    internal int KeyLine { get; }

    internal int KeyColumn { get; }

    /// <summary>The key path from the root, for instance <c>routes[3].backends[0].address</c>; empty at the root.</summary>
    public string Path
    {
        get
        {
            var path = new StringBuilder();
            AppendPath(path);
            return path.ToString();
        }
    }

    /// <summary>The value of a key of this mapping; null when it is not there.</summary>
    public ConfigNode? Find(string key)
    {
        if (_children.Length > TableThreshold)
            return (_byKey ??= _children.ToDictionary(static c => c._key!, StringComparer.Ordinal)).GetValueOrDefault(key);
        foreach (var child in _children)
        {
            if (string.Equals(child._key, key, StringComparison.Ordinal))
                return child;
        }

        return null;
    }

    /// <summary>Reads this node as a mapping. A node of another kind is an error, and every key of the result is absent.</summary>
    public ConfigMapping AsMapping(ConfigErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (Kind is ConfigNodeKind.Scalar or ConfigNodeKind.Sequence)
            errors.Add(this, $"expected keys with values, found {KindName}");
        return new ConfigMapping(this, errors);
    }

    /// <summary>Gives the node its children, which are made after it: they point to it. Called once, by the builder of the tree.</summary>
    internal void Complete(List<ConfigNode> children) => _children = [.. children];

    /// <summary>How messages name this node's kind.</summary>
    internal string KindName => Kind switch
    {
        ConfigNodeKind.Scalar => "a single value",
        ConfigNodeKind.Sequence => "a list",
        ConfigNodeKind.Mapping => "keys with values",
        _ => "nothing",
    };

    private void AppendPath(StringBuilder path)
    {
        _parent?.AppendPath(path);
        if (_key is not null)
            ConfigText.AppendKey(path, _key);
        else if (_parent is not null)
            path.Append(CultureInfo.InvariantCulture, $"[{_index}]");
    }
}
