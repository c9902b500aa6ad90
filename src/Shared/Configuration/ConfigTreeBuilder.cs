using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Connectivity.Shared.Configuration;

/// <summary>
/// Builds the tree from the parser's events. What is well-formed YAML but not allowed here is reported and read over, so that the
/// file's other mistakes are found too; syntax errors and broken bounds end the reading with a <see cref="YamlException"/>.
/// </summary>
internal sealed class ConfigTreeBuilder(IParser parser, ConfigErrors errors, StreamedList? streamed = null)
{
    /// <summary>How deep mappings and lists may nest. The deepest key of this project is at depth 6; recursion is bounded by it.</summary>
    public const int MaxDepth = 32;

    /// <summary>How many values a file may hold: bounds the tree's memory at about 100 bytes each.</summary>
    public const int MaxNodes = 4_000_000;

    private int _nodes;

    public ConfigNode Build()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
            return new ConfigNode(Place(parser.Current!.Start, null, null, 0, default), ConfigNodeKind.Null);
        parser.Consume<DocumentStart>();
        var root = Node(null, null, 0, default, 0);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
            Report(second.Start, "", "a second YAML document (---) begins here; only one is allowed");
        return root;
    }

    private ConfigNode Node(ConfigNode? parent, string? key, int index, Mark keyMark, int depth)
    {
        var start = parser.Current!;
        if (++_nodes > MaxNodes)
            throw new YamlException(start.Start, start.End, $"the file holds more than {MaxNodes} values");
        if (depth > MaxDepth)
            throw new YamlException(start.Start, start.End, $"values are nested more than {MaxDepth} deep");
        var place = Place(start.Start, parent, key, index, keyMark);
        if (parser.TryConsume<AnchorAlias>(out _))
            return Refuse(new ConfigNode(place, ConfigNodeKind.Invalid), "YAML aliases (*name) are not allowed; write the value out");
        var node = parser.TryConsume<Scalar>(out var scalar) ? Scalar(place, scalar)
            : parser.TryConsume<SequenceStart>(out _) ? Sequence(new ConfigNode(place, ConfigNodeKind.Sequence), depth)
            : Mapping(new ConfigNode(place, ConfigNodeKind.Mapping), depth);
        CheckProperties((NodeEvent)start, node);
        return node;
    }

    private static ConfigNode Scalar(ConfigNodePlace place, Scalar scalar)
    {
        var isNull = scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null";
        return new ConfigNode(place, isNull ? ConfigNodeKind.Null : ConfigNodeKind.Scalar, isNull ? "" : scalar.Value);
    }

    private ConfigNode Sequence(ConfigNode node, int depth)
    {
        if (depth == 1 && node.Key == streamed?.Key)
            return Stream(node, depth);
        var items = new List<ConfigNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(Node(node, null, items.Count, default, depth + 1));
        node.Complete(items);
        return node;
    }

    /// <summary>Reads a list whose elements are bound at once and forgotten.</summary>
    private ConfigNode Stream(ConfigNode node, int depth)
    {
        for (var index = 0; !parser.TryConsume<SequenceEnd>(out _); index++)
            streamed!.Take(Node(node, null, index, default, depth + 1), errors);
        return node;
    }

    private ConfigNode Mapping(ConfigNode node, int depth)
    {
        parser.Consume<MappingStart>();
        var values = new List<ConfigNode>();
        var keys = default(KeyLines);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var mark = parser.Current!.Start;
            var key = Key(node, depth);
            var value = Node(node, key, 0, mark, depth + 1);
            if (key is null)
                continue;
            if (keys.FirstLine(values, value) is { } line)
                Report(mark, value.Path, $"this key is already set on line {line}");
            else
                values.Add(value);
        }

        node.Complete(values);
        return node;
    }

    /// <summary>Reads a key; null, and an error, where it is not one that a mapping may have.</summary>
    private string? Key(ConfigNode mapping, int depth)
    {
        var start = parser.Current!.Start;
        if (!parser.Accept<Scalar>(out var scalar))
        {
            Node(mapping, "?", 0, start, depth + 1);
            Report(start, mapping.Path, "a key must be plain text");
            return null;
        }

        parser.MoveNext();
        if (scalar is { Value: "<<", Style: ScalarStyle.Plain })
            Report(start, mapping.Path, "YAML merge keys (<<) are not allowed; write the keys out");
        else if (scalar.Value.Length == 0)
            Report(start, mapping.Path, "a key must not be empty");
        else if (!scalar.Anchor.IsEmpty || !scalar.Tag.IsEmpty)
            Report(start, mapping.Path, "a key must be plain text, without YAML anchor or tag");
        else
            return scalar.Value;
        return null;
    }

    private void CheckProperties(NodeEvent properties, ConfigNode node)
    {
        if (!properties.Anchor.IsEmpty)
            errors.Add(node, "YAML anchors (&name) are not allowed");
        if (!properties.Tag.IsEmpty)
            errors.Add(node, "YAML tags (!name) are not allowed");
    }

    private ConfigNode Refuse(ConfigNode node, string message)
    {
        errors.Add(node, message);
        return node;
    }

    private void Report(Mark mark, string path, string message) => errors.Add(path, (int)mark.Line, (int)mark.Column, message);

    private static ConfigNodePlace Place(Mark mark, ConfigNode? parent, string? key, int index, Mark keyMark) =>
        new(parent, key, index, (int)keyMark.Line, (int)keyMark.Column, (int)mark.Line, (int)mark.Column);
}
