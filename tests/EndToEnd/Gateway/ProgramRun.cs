using System.Diagnostics;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>What a program that was run to its end came to.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    /// <summary>All of it, for the message of a test that fails.</summary>
    public string Text => $"exit code {ExitCode}\n{Output}\n{Error}";

    /// <summary>Runs a program without input.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    /// <exception cref="OperationCanceledException">It does not end.</exception>
    public static async Task<ProgramRun> OfAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();
        try
        {
            var patience = Patience.Token();
            var output = process.StandardOutput.ReadToEndAsync(patience);
            var error = process.StandardError.ReadToEndAsync(patience);
            await process.WaitForExitAsync(patience);
            return new ProgramRun(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
