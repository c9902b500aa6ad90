using Connectivity.Shared.Configuration;

namespace Connectivity.Shared.HttpConnect;

/// <summary>Binds the header fields for a gateway.</summary>
public static class ConnectHeaderBinder
{
    /// <summary>Most header fields: together with their lengths this keeps a request under what gateways take.</summary>
    public const int MaxHeaders = 16;

    /// <summary>Binds the mapping under a key: a field each.</summary>
    /// <param name="map">Where the key is.</param>
    /// <param name="key">The key.</param>
    /// <param name="expand">Makes of a value what will be sent, for the check alone.</param>
    public static ValueList<ConnectHeader> Bind(ConfigMapping map, string key, Func<string, string> expand)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(expand);
        var headers = new List<ConnectHeader>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in map.TextMap(key))
        {
            var problem = ConnectHeader.Check(name, expand(value));
            if (problem is null && !names.Add(name))
                problem = "is there twice: the case of names means nothing";
            if (problem is not null)
                map.Error(key, $"{ConfigText.Quote(name)} {problem}");
            headers.Add(new ConnectHeader(name, value));
        }

        if (headers.Count > MaxHeaders)
            map.Error(key, $"has {headers.Count} fields: at most {MaxHeaders}");
        return [.. headers];
    }
}
