using YamlDotNet.RepresentationModel;

namespace Connectivity.Landscape.Tests;

/// <summary>Reads the files that the landscape writes as their readers do.</summary>
internal static class Yaml
{
    public static YamlNode Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents[0].RootNode;
    }

    public static string? Text(YamlNode node) => ((YamlScalarNode)node).Value;
}
