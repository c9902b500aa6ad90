using System.Diagnostics;

namespace Connectivity.Landscape.Processes;

/// <summary>Runs programs that do one thing and end.</summary>
internal static class ShortCommand
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <param name="input">Its standard input.</param>
    /// <returns>Its standard output.</returns>
    /// <exception cref="LandscapeException">It is not there, or it failed.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> command, CancellationToken cancellation, string input = "")
    {
        using var process = Start(command);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await WriteAsync(process.StandardInput, input, cancellation);
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0
                ? await output
                : throw new LandscapeException($"'{string.Join(' ', command)}' ended with {process.ExitCode}: {(await error).Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static Process Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new LandscapeException($"{command[0]} does not start: {error.Message}");
        }
    }

    private static async Task WriteAsync(StreamWriter writer, string input, CancellationToken cancellation)
    {
        try
        {
            await writer.WriteAsync(input.AsMemory(), cancellation);
            writer.Close();
        }
        catch (IOException)
        {
            // It has ended without reading: its exit code says why.
        }
    }
}
