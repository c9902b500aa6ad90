using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Images;

/// <summary>Makes the images of a landscape out of programs of the machine.</summary>
internal static class LandscapeImages
{
    /// <summary>Writes all of them into a directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="busybox">A statically linked busybox.</param>
    /// <param name="kubectl">A statically linked kubectl.</param>
    /// <param name="webhook">The published admission webhook; empty leaves its image out.</param>
    /// <param name="cancellation">Ends the making.</param>
    /// <returns>The archives.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        string directory, string busybox, string kubectl, string webhook, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory);
        var commands = await ShortCommand.RunAsync([busybox, "--list"], cancellation);
        var archives = new List<string>
        {
            WritePause(directory, busybox),
            WriteShell(directory, ImageNames.Busybox, busybox, commands),
            WriteShell(directory, ImageNames.Client, busybox, commands, layer => layer.AddProgram("/bin/kubectl", kubectl)),
        };
        if (webhook.Length > 0)
            archives.Add(await WriteWebhookAsync(directory, webhook, cancellation));
        return archives;
    }

    // containerd kills a pod's first container, it does not ask; all that one has to do is to stay.
    private static string WritePause(string directory, string busybox)
    {
        using var layer = new ImageLayer().AddProgram("/bin/busybox", busybox);
        return Write(directory, ImageNames.Pause, ["/bin/busybox", "sleep", "2147483647"], layer);
    }

    private static string WriteShell(string directory, string name, string busybox, string commands, Action<ImageLayer>? add = null)
    {
        using var layer = new ImageLayer();
        layer.AddProgram("/bin/busybox", busybox)
            .AddSharedDirectory("/tmp")
            .AddText("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
            .AddText("/etc/group", "root:x:0:\n")
            .AddText("/www/index.html", "hello from a pod\n");
        foreach (var command in commands.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(command => command != "busybox"))
            layer.AddLink($"/bin/{command}", "busybox");
        add?.Invoke(layer);
        return Write(directory, name, ["/bin/sh"], layer);
    }

    private static async Task<string> WriteWebhookAsync(string directory, string webhook, CancellationToken cancellation)
    {
        using var layer = new ImageLayer();
        layer.AddProgram("/bin/admission-webhook", webhook).AddSharedDirectory("/tmp");
        foreach (var library in await SharedLibraries.OfAsync(webhook, cancellation))
            layer.AddProgram(library, library);
        return Write(directory, ImageNames.AdmissionWebhook, ["/bin/admission-webhook"], layer);
    }

    private static string Write(string directory, string name, IReadOnlyList<string> entrypoint, ImageLayer layer)
    {
        var archive = Path.Combine(directory, $"{Path.GetFileName(name).Split(':')[0]}.tar");
        OciArchive.Write(archive, name, entrypoint, layer.ToArchive());
        return archive;
    }
}
