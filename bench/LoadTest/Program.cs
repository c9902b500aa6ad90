using Connectivity.LoadTest.Commands;
using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.LiveLoad;
using Connectivity.LoadTest.Setting;
using Connectivity.LoadTest.Targets;

try
{
    switch (args)
    {
        case [var name, .. var options] when Family.Find(name) is { } family:
            return MeasureCommand.Run(family, options);
        case ["report", .. var options]:
            return ReportCommand.Run(options);
        case ["compare", .. var options]:
            return CompareCommand.Run(options);
        case ["load", .. var options]:
            return await LoadCommand.RunAsync(options);

        // Roles that this program starts itself in, in the namespaces of a run.
        case [WorkerProgram.Name]:
            return await WorkerProgram.RunAsync();
        case ["target", var address, var port]:
            return await TargetProgram.RunAsync(address, port);
        case ["generate"]:
            return await GeneratorProgram.RunAsync();
        case ["tls-target", var port, var certificate, var key]:
            return await TlsTargetProgram.RunAsync(port, certificate, key);
        case ["proxy", var port, var upstream, var delay]:
            return await ProxyProgram.RunAsync(port, upstream, delay);

        default:
            throw new UsageException(args.Length == 0 ? "What is to be done?" : $"There is no command {args[0]}.");
    }
}
catch (UsageException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine();
    Console.Error.WriteLine(Usage.Text);
    return 2;
}
catch (InvalidDataException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
