using System.Diagnostics;
using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Nodes;

/// <summary>
/// What makes a part of this machine a node: a network, a mount and a process namespace of its own. A process holds them. When it ends,
/// the kernel ends every process of the node, pods and shims included, and removes its network and its mounts: nothing can be left.
/// </summary>
internal sealed class NodeNamespaces
{
    // Process 1 of the node. What programs write to fixed places goes to memory instead of the machine's directories, of which the
    // landscape's own is shown again where it was. Names are asked for where the node does, not the machine. The kubelet sets some values of the whole machine (it would have it panic on an
    // oops): it gets copies to write to. Nobody waits for the children of shims that end, so the kernel is told to forget them.
    private const string Script = """
        mount --make-rshared /
        exec 3<"$1"
        for path in /run /var/lib /var/log; do mount -t tmpfs -o mode=755 node "$path"; done
        mkdir -p "$1"
        mount --no-canonicalize --bind /proc/self/fd/3 "$1"
        exec 3<&-
        if [ -e /etc/resolv.conf ]; then mount --bind "$2/resolv.conf" /etc/resolv.conf; fi
        mkdir "$2/sysctl"
        for name in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
          copy=$2/sysctl/$(echo "$name" | tr / .)
          cat "/proc/sys/$name" >"$copy"
          mount --bind "$copy" "/proc/sys/$name"
        done
        echo 1 >/proc/sys/net/ipv4/ip_forward
        ip link set lo up
        : >"$2/ready"
        exec env --ignore-signal=CHLD sleep infinity
        """;

    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ReadyInterval = TimeSpan.FromMilliseconds(10);

    private readonly ChildProcess _holder;

    private NodeNamespaces(ChildProcess holder) => _holder = holder;

    /// <summary>The process that holds them.</summary>
    public ProcessIdentity Holder => _holder.Identity;

    /// <summary>The network namespace, for whoever moves an interface there.</summary>
    public string Network => $"{Proc}/net";

    private string Proc => $"/proc/{_holder.Identity.Pid}/ns";

    /// <summary>Makes the namespaces and waits until they are ready.</summary>
    /// <param name="name">The node.</param>
    /// <param name="landscape">The landscape's directory, which stays visible.</param>
    /// <param name="files">The node's directory.</param>
    /// <param name="supervisor">Starts the holder.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="LandscapeException">They cannot be made.</exception>
    public static async Task<NodeNamespaces> CreateAsync(
        NodeName name, string landscape, NodeFiles files, Supervisor supervisor, CancellationToken cancellation)
    {
        var holder = await supervisor.StartAsync($"node {name}", files.Log,
        [
            "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc",
            "/bin/sh", "-eu", "-c", Script, "node", landscape, files.Directory,
        ]);
        var start = Stopwatch.GetTimestamp();
        while (!File.Exists(files.ReadyMark))
        {
            if (holder.Exited.IsCompleted || Stopwatch.GetElapsedTime(start) > ReadyTimeout)
                throw new LandscapeException($"no namespaces for node {name}: {holder.LogTail()}");
            await Task.Delay(ReadyInterval, cancellation);
        }

        return new NodeNamespaces(holder);
    }

    /// <summary>The command line that runs a program as a process of the node.</summary>
    public IReadOnlyList<string> Inside(params IEnumerable<string> command) =>
        ["nsenter", $"--net={Proc}/net", $"--mount={Proc}/mnt", $"--pid={Proc}/pid_for_children", "--", .. command];

    /// <summary>
    /// The command line that runs a program on the node's network only. The program takes the place of the command, so that signals
    /// reach it.
    /// </summary>
    public IReadOnlyList<string> OnNetwork(params IEnumerable<string> command) => ["nsenter", $"--net={Proc}/net", "--", .. command];

    /// <summary>Ends the node and everything in it, as a power cut would.</summary>
    public Task EndAsync() => _holder.StopAsync(TimeSpan.Zero);
}
