namespace Connectivity.Shared.Configuration;

/// <summary>
/// A mapping being bound: hands out the values of keys, checks them, records every mistake with its key path and line, and remembers
/// which keys it was asked for, so that all others can be refused. A value that is wrong or missing is replaced by a harmless one:
/// binding goes on and finds the next mistake, and the result is thrown away. How single values are read is in
/// <see cref="ConfigTexts"/>, <see cref="ConfigNumbers"/> and <see cref="ConfigValues"/>.
/// </summary>
public sealed class ConfigMapping
{
    private readonly List<string> _asked = [];

    internal ConfigMapping(ConfigNode node, ConfigErrors errors)
    {
        Node = node;
        Errors = errors;
    }

    /// <summary>Where this mapping is in the file.</summary>
    public ConfigNode Node { get; }

    /// <summary>Where mistakes are recorded.</summary>
    public ConfigErrors Errors { get; }

    /// <summary>Whether the file gives this key a value. The key counts as known.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>Records a mistake in a key's value: a rule that the readers of single values do not know.</summary>
    public void Error(string key, string message) => ErrorAt(Node.Find(key), key, message);

    /// <summary>Records a mistake in one element of a key's list.</summary>
    public void Error(string key, int index, string message)
    {
        var list = Node.Find(key);
        ErrorAt(list is not null && index < list.Children.Count ? list.Children[index] : list, key, message);
    }

    /// <summary>
    /// Binds the mapping under a key. Without the key the binder gets an empty mapping: the defaults are written once, in the binder,
    /// and what is required there is reported as missing.
    /// </summary>
    public T Mapping<T>(string key, ConfigBinder<T> bind)
    {
        var node = Find(key) ?? new ConfigNode(
            new ConfigNodePlace(Node, key, 0, Node.Line, Node.Column, Node.Line, Node.Column), ConfigNodeKind.Null);
        return Bind(node, bind, Errors);
    }

    /// <summary>Binds the mapping under a key; null without the key.</summary>
    public T? OptionalMapping<T>(string key, ConfigBinder<T> bind)
        where T : class =>
        Find(key) is { } node ? Bind(node, bind, Errors) : null;

    /// <summary>Binds each mapping of the list under a key, in order. Without the key the list is empty.</summary>
    /// <param name="key">The key.</param>
    /// <param name="bind">Binds one element.</param>
    /// <param name="atLeast">How many elements there must be.</param>
    public IReadOnlyList<T> Mappings<T>(string key, ConfigBinder<T> bind, int atLeast = 0)
    {
        var items = Items(key, atLeast);
        var bound = new List<T>(items.Count);
        foreach (var item in items)
            bound.Add(Bind(item, bind, Errors));
        return bound;
    }

    /// <summary>What was bound of a list while the file was read. Without the key the list is empty; a value that is no list is an error.</summary>
    public IReadOnlyList<T> Streamed<T>(StreamedList<T> list)
    {
        ArgumentNullException.ThrowIfNull(list);
        _ = Items(list.Key, atLeast: 0);
        return list.Bound;
    }

    /// <summary>
    /// Records an error for every key that nobody asked for, with the nearest known one. Called by itself after each binder that
    /// was given to <see cref="ConfigReader"/> or to a method of this class; only who makes a mapping by hand calls it.
    /// </summary>
    public void RejectUnknownKeys()
    {
        foreach (var child in Node.Children)
        {
            if (_asked.Contains(child.Key!, StringComparer.Ordinal))
                continue;
            var hint = NearestName.Find(child.Key!, _asked) is { } near ? $"unknown key; did you mean {near}?"
                : _asked.Count == 0 ? "unknown key; none is allowed here"
                : $"unknown key; known here: {string.Join(", ", _asked.Distinct(StringComparer.Ordinal))}";
            Errors.Add(child.Path, child.KeyLine, child.KeyColumn, hint);
        }
    }

    internal static T Bind<T>(ConfigNode node, ConfigBinder<T> bind, ConfigErrors errors)
    {
        var map = node.AsMapping(errors);
        var bound = bind(map);
        if (node.Kind == ConfigNodeKind.Mapping)
            map.RejectUnknownKeys();
        return bound;
    }

    /// <summary>The value of a key; null when it is absent or has no value. The key counts as known from here on.</summary>
    internal ConfigNode? Find(string key)
    {
        _asked.Add(key);
        return Node.Find(key) is { Kind: not ConfigNodeKind.Null } node ? node : null;
    }

    /// <summary>The single value of a key; null when it is absent, or is of another kind, which is an error.</summary>
    internal ConfigNode? Scalar(string key) => Find(key) is { } node ? AsScalar(node) : null;

    /// <summary>As <see cref="Scalar"/>, but an absent key is an error too.</summary>
    internal ConfigNode? RequiredScalar(string key)
    {
        var node = Find(key);
        if (node is null)
            ReportMissing(key);
        return node is null ? null : AsScalar(node);
    }

    /// <summary>The elements of a key's list; empty when it is absent. A value that is no list is an error.</summary>
    internal IReadOnlyList<ConfigNode> Items(string key, int atLeast)
    {
        var node = Find(key);
        if (node is null && atLeast > 0)
            ReportMissing(key);
        if (node is null or { Kind: ConfigNodeKind.Invalid })
            return [];
        if (node.Kind != ConfigNodeKind.Sequence)
            Errors.Add(node, $"expected a list, found {node.KindName}");
        else if (node.Children.Count < atLeast)
            Errors.Add(node, $"needs at least {atLeast} element{(atLeast == 1 ? "" : "s")}");
        return node.Kind == ConfigNodeKind.Sequence ? node.Children : [];
    }

    /// <summary>The node if it is a single value, else null and an error.</summary>
    internal ConfigNode? AsScalar(ConfigNode node)
    {
        if (node.Kind == ConfigNodeKind.Scalar)
            return node;
        if (node.Kind != ConfigNodeKind.Invalid)
            Errors.Add(node, $"expected a single value, found {node.KindName}");
        return null;
    }

    // A mapping that is not there, or is no mapping, lacks all its keys; a node that was refused already says enough.
    private void ReportMissing(string key)
    {
        if (Node.Kind is ConfigNodeKind.Mapping or ConfigNodeKind.Null)
            ErrorAt(null, key, "is required");
    }

    private void ErrorAt(ConfigNode? node, string key, string message)
    {
        var path = new System.Text.StringBuilder(Node.Path);
        ConfigText.AppendKey(path, key);
        if (node is null)
            Errors.Add(path.ToString(), Node.Line, Node.Column, message);
        else
            Errors.Add(node, message);
    }
}
