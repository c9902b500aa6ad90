using Microsoft.Extensions.Logging;

namespace Connectivity.ApiserverProxy.Interfaces;

/// <summary>Event ids 5100-5199.</summary>
internal static partial class InterfaceLog
{
    [LoggerMessage(5100, LogLevel.Information, "Addresses claimed: {Done}")]
    public static partial void Claimed(ILogger log, string done);

    [LoggerMessage(5101, LogLevel.Warning, "Addresses were not in their place: {Done}")]
    public static partial void Repaired(ILogger log, string done);

    [LoggerMessage(5102, LogLevel.Error, "Addresses cannot be put in their place: {Problem}")]
    public static partial void CannotRepair(ILogger log, string problem);

    [LoggerMessage(5103, LogLevel.Error, "The kernel's changes of interfaces cannot be watched; the addresses are looked after by the clock alone")]
    public static partial void NotWatching(ILogger log);

    [LoggerMessage(5104, LogLevel.Error, "Addresses cannot be removed: {Problem}")]
    public static partial void CannotRelease(ILogger log, string problem);
}
