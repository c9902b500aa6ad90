using Microsoft.Extensions.Logging;

namespace Connectivity.Shared.Relaying;

/// <summary>Event ids 2000-2099. A connection's own end is in the access log, never here.</summary>
internal static partial class RelayLog
{
    [LoggerMessage(2000, LogLevel.Error, "Loop {Loop}: {Type} failed and was closed")]
    public static partial void CallbackFailed(ILogger log, int loop, string type, Exception exception);

    [LoggerMessage(2001, LogLevel.Error, "Loop {Loop}: a posted action failed")]
    public static partial void ActionFailed(ILogger log, int loop, Exception exception);

    [LoggerMessage(2002, LogLevel.Warning, "Listener {Listener}: no file descriptor for a new connection; it was reset")]
    public static partial void OutOfDescriptors(ILogger log, string listener);

    [LoggerMessage(2003, LogLevel.Error, "Listener {Listener}: accept failed with error {Errno}; trying again in {PauseMs} ms")]
    public static partial void AcceptFailed(ILogger log, string listener, int errno, int pauseMs);

    [LoggerMessage(2004, LogLevel.Error, "Listener {Listener}: a new connection failed and was closed")]
    public static partial void AcceptorFailed(ILogger log, string listener, Exception exception);
}
