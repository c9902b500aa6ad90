using System.Diagnostics;

namespace Connectivity.Landscape.Nodes;

/// <summary>
/// Control groups for the pods of each node: kubelets that share a root would kill each other's pods as strangers. With cgroup v1 a
/// group is a directory in every hierarchy, with v2 there is one.
/// </summary>
/// <param name="mount">Where the hierarchies are.</param>
internal sealed class NodeCgroup(string mount = "/sys/fs/cgroup")
{
    private const string Controllers = "cgroup.controllers";
    private const string SubtreeControl = "cgroup.subtree_control";

    private static readonly TimeSpan RemoveTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RemoveInterval = TimeSpan.FromMilliseconds(20);

    private static readonly string[] V2Controllers = ["cpu", "cpuset", "memory", "pids", "io", "hugetlb"];

    // A kubelet does not start unless its group has these of the machine's.
    private static readonly string[] V2Demanded = ["cpu", "cpuset", "memory", "pids", "hugetlb"];

    private bool IsV2 => IsUnified(mount);

    /// <summary>Makes a group and those above it.</summary>
    /// <param name="path">Relative to the root of the hierarchies.</param>
    /// <exception cref="LandscapeException">A group that is there does not let a kubelet do what it has to.</exception>
    public void Create(string path)
    {
        foreach (var hierarchy in Hierarchies().Where(hierarchy => IsV2 || !IsUnified(hierarchy)))
        {
            var group = hierarchy;
            foreach (var name in path.Split('/'))
            {
                var parent = group;
                if (IsV2)
                    HandDownControllers(parent);
                group = Path.Combine(parent, name);
                Directory.CreateDirectory(group);
                if (IsV2)
                    DemandControllers(parent, group);
                else
                    HandDownCpuset(parent, group);
            }
        }
    }

    /// <summary>Removes a group and those below it, as soon as their processes have ended.</summary>
    /// <exception cref="LandscapeException">Some process stays.</exception>
    public async Task RemoveAsync(string path)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var group in Hierarchies().Select(hierarchy => Path.Combine(hierarchy, path)).Where(Directory.Exists))
        {
            while (!TryRemove(group))
            {
                if (Stopwatch.GetElapsedTime(start) > RemoveTimeout)
                    throw new LandscapeException($"processes stay in the control group {group}");
                await Task.Delay(RemoveInterval);
            }
        }
    }

    // Deepest first; only directories can be removed there, the files go with them.
    private static bool TryRemove(string group)
    {
        try
        {
            foreach (var below in Directory.EnumerateDirectories(group))
            {
                if (!TryRemove(below))
                    return false;
            }

            return RemoveDirectory(group);
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
    }

    private static bool RemoveDirectory(string group)
    {
        try
        {
            Directory.Delete(group);
            return true;
        }
        catch (IOException)
        {
            // EBUSY: a process is still in it, or has not been forgotten yet.
            return false;
        }
    }

    private IEnumerable<string> Hierarchies() => IsV2
        ? [mount]
        : Directory.EnumerateDirectories(mount)
            .Where(path => new DirectoryInfo(path).LinkTarget is null && File.Exists(Path.Combine(path, "cgroup.procs")));

    // The v2 hierarchy beside those of v1: the kubelet passes it over, but runc leaves groups in it.
    private static bool IsUnified(string hierarchy) => File.Exists(Path.Combine(hierarchy, Controllers));

    // A new group of v1 has neither CPUs nor memory nodes, and takes no process without.
    private static void HandDownCpuset(string parent, string group)
    {
        foreach (var file in (string[])["cpuset.cpus", "cpuset.mems"])
        {
            var (from, to) = (Path.Combine(parent, file), Path.Combine(group, file));
            if (File.Exists(from) && File.Exists(to) && File.ReadAllText(to).Trim().Length == 0)
                File.WriteAllText(to, File.ReadAllText(from));
        }
    }

    private static void HandDownControllers(string parent)
    {
        var has = ControllersOf(parent, Controllers);
        foreach (var controller in V2Controllers.Where(has.Contains).Except(ControllersOf(parent, SubtreeControl)))
        {
            try
            {
                File.WriteAllText(Path.Combine(parent, SubtreeControl), $"+{controller}");
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Whether it is missed is seen in the group below.
            }
        }
    }

    // Only the machine's own root may have processes and hand controllers down at a time (cgroups(7), "no internal processes"). What a container
    // sees as the root is none, and its processes are in it. They are the container's: they are not moved behind its back.
    private static void DemandControllers(string parent, string group)
    {
        var lacking = string.Join(", ", V2Demanded.Where(ControllersOf(parent, Controllers).Contains)
            .Except(ControllersOf(group, Controllers)));
        if (lacking.Length == 0)
            return;
        TryRemove(group);
        var processes = Path.Combine(parent, "cgroup.procs");
        throw new LandscapeException(File.Exists(processes) && File.ReadAllText(processes).Trim().Length > 0
            ? $"the control group {parent} does not hand down {lacking}, since processes are in it, as in a container's. Moved into a group below, "
                + $"they are no obstacle: mkdir {parent}/init; xargs -rn1 <{processes} sh -c 'echo \"$0\" >{parent}/init/cgroup.procs'"
            : $"the control group {parent} does not hand down {lacking}");
    }

    private static string[] ControllersOf(string group, string file)
    {
        var path = Path.Combine(group, file);
        return File.Exists(path) ? File.ReadAllText(path).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries) : [];
    }
}
