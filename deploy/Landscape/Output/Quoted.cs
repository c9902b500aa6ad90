using System.Text.Encodings.Web;
using System.Text.Json;

namespace Connectivity.Landscape.Output;

/// <summary>Writes text so that YAML, TOML and JSON read the same characters, whatever they are.</summary>
internal static class Quoted
{
    /// <summary>The text in double quotes, with escapes where they are needed.</summary>
    public static string Text(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
