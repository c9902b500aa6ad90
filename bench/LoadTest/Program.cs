using Connectivity.LoadTest;
using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Setting;
using Connectivity.LoadTest.Targets;

switch (args)
{
    case ["tunnel", .. var options] when CommandLine.Parse(options, TunnelCommand.Names) is { } wanted:
        TunnelCommand.Run(wanted);
        return 0;
    case ["gateway", .. var options] when CommandLine.Parse(options, GatewayCommand.Names) is { } wanted:
        GatewayCommand.Run(wanted);
        return 0;

    // Roles that this program starts itself in, in the namespaces of a run.
    case ["target", var address, var port]:
        return await TargetProgram.RunAsync(address, port);
    case ["generate"]:
        return await GeneratorProgram.RunAsync();
    case ["proxy", var port, var upstream, var delay]:
        return await ProxyProgram.RunAsync(port, upstream, delay);

    default:
        Console.Error.WriteLine(CommandLine.Usage);
        return 2;
}
