using System.Globalization;

namespace Connectivity.Landscape.Commands;

/// <summary>The command line, taken apart: a command, what it works on, and options.</summary>
internal sealed record CommandLine(string Command, string? Shoot, LandscapeOptions Options)
{
    public const string Usage = """
        usage: ./landscape up [--shoots N] [--nodes N | --no-nodes] [--port PORT] [--prove-only] [--keep] [--dir DIR]
               ./landscape status [--watch | --once] [--dir DIR]
               ./landscape trace SHOOT [--dir DIR]
               ./landscape down [--dir DIR]
               ./landscape add-shoot [NAME] | remove-shoot NAME [--dir DIR]
               ./landscape restart-gateway | chaos [FAULT] [--dir DIR]

          up            starts shoots (2 unless told otherwise; at most 50), each a control plane with nodes, and sni-gateway in
                        front of them; proves with kubectl that it works; stays until Ctrl-C or down, and then leaves nothing behind
          add-shoot     adds a shoot to the landscape that is up; connections to the others live on
          remove-shoot  removes one
          restart-gateway
                        kills sni-gateway and starts it again after some seconds: what is open through tunnels goes on
          chaos         has faults happen to the first shoot, one after the other, and shows what each interrupted, for how long, and
                        what went on: gateway, agent, tunnel-server, apiserver, proxy, uplink, lost-agent; one, or all of them
          status        shows what is up: of each shoot and node the latency of each leg, the tunnel, and the last errors; on a
                        terminal again every second until Ctrl-C (--once: once; --watch: again even where it is no terminal)
          trace         tries each leg from a client to the kubelets of a shoot, and says ok or the exact cause; the exit code is 0
                        if all that could be looked at works, else 1
          --nodes       how many nodes each shoot has (2; at most 5): containerd and kubelet in namespaces of their own, behind a
                        firewall; takes root
          --no-nodes    shoots are control planes only; so they are without root
          --port        the gateway's port (6443, 8443 or any that is free)
          --prove-only  goes down after the proofs; the exit code is 0 if everything was proven, else 1
          --keep        leaves data and logs in the directory
          --dir         where everything is kept ($XDG_STATE_HOME/connectivity/landscape)
        """;

    internal const int MaxShoots = 50;

    private const int MaxNodesPerShoot = 5;

    private static readonly string[] TakesShoot = ["add-shoot", "remove-shoot", "chaos", "trace"];

    /// <summary>Takes a command line apart.</summary>
    /// <exception cref="FormatException">It is not one of ours.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var command = arguments.Count > 0 ? arguments[0] : throw new FormatException("a command is missing");
        string? shoot = null;
        var options = new LandscapeOptions(DefaultDirectory);
        for (var i = 1; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith('-') && shoot is null && TakesShoot.Contains(command))
                shoot = argument;
            else
                options = With(options, argument, Value);

            string Value() => ++i < arguments.Count ? arguments[i] : throw new FormatException($"{argument} needs a value");
        }

        return new CommandLine(command, shoot, options);
    }

    private static string DefaultDirectory
    {
        get
        {
            var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            if (string.IsNullOrEmpty(state))
                state = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
            return Path.Combine(state, "connectivity", "landscape");
        }
    }

    private static LandscapeOptions With(LandscapeOptions options, string option, Func<string> value) => option switch
    {
        "--dir" => options with { Directory = Path.GetFullPath(value()) },
        "--shoots" => options with { Shoots = Number(option, value(), MaxShoots) },
        "--nodes" => options with { Nodes = Number(option, value(), MaxNodesPerShoot) },
        "--no-nodes" => options with { Nodes = 0 },
        "--port" => options with { Port = Number(option, value(), ushort.MaxValue) },
        "--prove-only" => options with { ProveOnly = true },
        "--watch" => options with { Watch = true },
        "--once" => options with { Watch = false },
        "--keep" => options with { Keep = true },
        "--binaries" => options with { Binaries = value() },
        "--gateway" => options with { Gateway = value() },
        "--tunnel" => options with { Tunnel = value() },
        "--proxy" => options with { Proxy = value() },
        "--webhook" => options with { Webhook = value() },
        "--open-nodes" => options with { OpenNodes = true },
        _ => throw new FormatException($"'{option}' is not understood"),
    };

    private static int Number(string option, string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw new FormatException($"{option} takes a number from 1 to {most}");
}
