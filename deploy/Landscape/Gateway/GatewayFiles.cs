namespace Connectivity.Landscape.Gateway;

/// <summary>Where the files of the gateway lie.</summary>
internal sealed class GatewayFiles(string directory)
{
    public string Configuration => Path.Combine(directory, "gateway.yaml");

    public string Log => Path.Combine(directory, "gateway.log");

    public string AccessLog => Path.Combine(directory, "access.log");

    public void Create() => Directory.CreateDirectory(directory);
}
