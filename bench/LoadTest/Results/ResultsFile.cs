using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connectivity.LoadTest.Results;

/// <summary>Results as a file.</summary>
internal static class ResultsFile
{
    /// <summary>As JSON.</summary>
    public static string Write(LoadResults results) => JsonSerializer.Serialize(results, ResultsContext.Default.LoadResults) + "\n";

    /// <summary>Reads JSON.</summary>
    /// <exception cref="InvalidDataException">It is not what this program writes; says where.</exception>
    public static LoadResults Read(string json)
    {
        try
        {
            var results = JsonSerializer.Deserialize(json, ResultsContext.Default.LoadResults) ?? throw new InvalidDataException("There are no results in it.");
            return results.Schema == LoadResults.CurrentSchema
                ? results
                : throw new InvalidDataException($"Its schema is {results.Schema}; {LoadResults.CurrentSchema} is what can be read.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Line {e.LineNumber + 1}, {e.Path}: {e.Message}", e);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is not what this program writes; names the file.</exception>
    public static LoadResults Load(string file)
    {
        try
        {
            return Read(File.ReadAllText(file));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{file}: {e.Message}", e);
        }
    }
}

/// <summary>How results are written: a key that is not known is a mistake, as is one that is missing.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LoadResults))]
internal sealed partial class ResultsContext : JsonSerializerContext;
