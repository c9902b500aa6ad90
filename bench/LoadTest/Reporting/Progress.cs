using System.Diagnostics;

namespace Connectivity.LoadTest.Reporting;

/// <summary>What is being done, on standard error, with the time since the beginning.</summary>
internal static class Progress
{
    private static readonly long Begin = Stopwatch.GetTimestamp();

    /// <summary>A line.</summary>
    public static void Say(string text) => Console.Error.WriteLine($"{Stopwatch.GetElapsedTime(Begin):m\\:ss}  {text}");
}
