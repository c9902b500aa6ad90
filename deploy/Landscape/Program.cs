using System.Runtime.InteropServices;
using Connectivity.Landscape;
using Connectivity.Landscape.Commands;
using Connectivity.Landscape.Control;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.State;

const int Failed = 1;
const int Misused = 2;

using var end = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, GoDown);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, GoDown);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, GoDown);
var progress = new Progress(Console.WriteLine);

try
{
    var line = CommandLine.Parse(args);
    return line.Command switch
    {
        "up" => await new UpCommand(line.Options, progress).RunAsync(end.Token),
        "down" => await DownCommand.RunAsync(line.Options, progress, end.Token),
        "status" => line.Options.Watch ?? !Console.IsOutputRedirected
            ? await StatusCommand.WatchAsync(line.Options, Console.WriteLine, end.Token)
            : await StatusCommand.RunAsync(line.Options, Console.WriteLine, end.Token),
        "trace" => await TraceCommand.RunAsync(line.Options, line.Shoot, Console.WriteLine, end.Token),
        "add-shoot" or "remove-shoot" or "restart-gateway" or "chaos" => await ControlClient.SendAsync(
            new LandscapeDirectory(line.Options.Directory).ControlSocket,
            new ControlRequest(line.Command, line.Shoot), Console.WriteLine, end.Token),
        "help" or "--help" or "-h" => Help(),
        _ => throw new FormatException($"'{line.Command}' is no command"),
    };
}
catch (FormatException misuse)
{
    Console.Error.WriteLine($"{misuse.Message}\n{CommandLine.Usage}");
    return Misused;
}
catch (LandscapeException failure)
{
    progress.Say($"error: {failure.Message}");
    return Failed;
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    return Failed;
}

static int Help()
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

// The signal is answered by going down in order, however often it comes.
void GoDown(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.Cancel();
}
