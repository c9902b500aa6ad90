using Connectivity.LoadTest.LiveLoad;

namespace Connectivity.LoadTest.Commands;

/// <summary>What <c>load</c> is to do.</summary>
/// <param name="Plan">The load.</param>
/// <param name="Json">Where the results go; null for nowhere.</param>
/// <param name="Markdown">Where the page goes; null for standard output alone.</param>
internal sealed record LoadOptions(LoadPlan Plan, string? Json, string? Markdown)
{
    private const int MaxConnections = 200_000;
    private const int MaxProcesses = 64;
    private const int MaxRate = 200_000;
    private const double LeastRate = 0.1;

    private static readonly string[] GatewayModes = ["handshakes", "connections", "requests", "idle", "mix"];
    private static readonly string[] TunnelModes = ["dial", "echo", "bulk"];

    /// <summary>Reads options.</summary>
    /// <exception cref="UsageException">They make no sense.</exception>
    public static LoadOptions Parse(IReadOnlyList<string> words)
    {
        var options = new Options(words);
        var wanted = new LoadOptions(new LoadPlan { Target = "", Mode = LoadMode.Handshakes, Processes = Math.Max(1, Environment.ProcessorCount / 2) }, null, null);
        var mode = "";
        while (options.Next() is { } option)
        {
            wanted = option switch
            {
                "--mode" => wanted.WithMode(mode = options.OneOf(option, [.. GatewayModes, .. TunnelModes])),
                "--json" => wanted with { Json = Path.GetFullPath(options.Value(option)) },
                "--markdown" => wanted with { Markdown = Path.GetFullPath(options.Value(option)) },
                _ => wanted with { Plan = With(wanted.Plan, option, options) ?? throw new UsageException($"load has no option {option}.") },
            };
        }

        Check(wanted.Plan, mode);
        return wanted with { Plan = wanted.Plan with { Processes = Math.Min(wanted.Plan.Processes, wanted.Plan.Connections) } };
    }

    private static LoadPlan? With(LoadPlan plan, string option, Options options) => option switch
    {
        "--target" => plan with { Target = options.Value(option) },
        "--sni" => plan with { Names = [.. plan.Names, options.Value(option)] },
        "--sni-file" => plan with { Names = [.. plan.Names, .. ReadNames(options.ExistingFile(option))] },
        "--connect" => plan with { ConnectTo = options.Value(option) },
        "--connections" => plan with { Connections = options.Number(option, 1, MaxConnections) },
        "--rate" => plan with { Rate = options.Fraction(option, LeastRate, MaxRate) },
        "--duration" => plan with { DurationSeconds = options.Duration(option).TotalSeconds },
        "--timeout" => plan with { TimeoutSeconds = options.Duration(option).TotalSeconds },
        "--processes" => plan with { Processes = options.Number(option, 1, MaxProcesses) },
        "--path" => plan with { Path = options.Value(option) },
        "--http" => plan with { HttpVersion = options.Number(option, 1, 2) },
        "--up" => plan with { Up = true },
        _ => WithTls(plan, option, options),
    };

    private static LoadPlan? WithTls(LoadPlan plan, string option, Options options) => option switch
    {
        "--ca" => plan with { CaFile = options.ExistingFile(option) },
        "--cert" => plan with { CertFile = options.ExistingFile(option) },
        "--key" => plan with { KeyFile = options.ExistingFile(option) },
        "--insecure" => plan with { Insecure = true },
        "--resume" => plan with { Resume = true },
        _ => null,
    };

    private static void Check(LoadPlan plan, string mode)
    {
        if (LoadAddress.TryParse(plan.Target) is null)
            throw new UsageException("load takes --target HOST:PORT or --target unix:PATH.");
        if (mode.Length == 0)
            throw new UsageException($"load takes --mode {string.Join('|', [.. GatewayModes, .. TunnelModes])}.");
        if (plan.IsTunnel != TunnelModes.Contains(mode))
            throw new UsageException(plan.IsTunnel ? $"--mode {mode} is for gateways, which have no --connect." : $"--mode {mode} takes --connect HOST:PORT: what the tunnel is to connect to.");
        if (!plan.IsTunnel && plan.Names.Count == 0)
            throw new UsageException("A gateway is told apart by name: --sni NAME, more than once for several, or --sni-file FILE.");
        if (plan.IsTunnel && plan.Names.Count > 1)
            throw new UsageException("A tunnel's front end has one name.");
        if (plan.CertFile is null != plan.KeyFile is null)
            throw new UsageException("--cert and --key belong together.");
        if (!plan.Path.StartsWith('/') || plan.Path.Any(static c => c is <= ' ' or > '~'))
            throw new UsageException("--path begins with / and is as it goes over the wire.");
    }

    private static string[] ReadNames(string file) =>
        [.. File.ReadLines(file).Select(static l => l.Trim()).Where(static l => l.Length > 0 && !l.StartsWith('#'))];

    private LoadOptions WithMode(string mode) => this with { Plan = Plan with { Mode = Enum.Parse<LoadMode>(mode, ignoreCase: true) } };
}
