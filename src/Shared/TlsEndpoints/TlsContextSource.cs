using Connectivity.Shared.Native;
using Microsoft.Extensions.Logging;

namespace Connectivity.Shared.TlsEndpoints;

/// <summary>What an endpoint wants of its contexts.</summary>
/// <param name="Role">The end.</param>
/// <param name="Files">Certificate, key and anchors.</param>
/// <param name="Alpn">Application protocols, as <see cref="TlsContext.Load"/> takes them.</param>
/// <param name="Tls12Allowed">Likewise.</param>
public sealed record TlsContextOptions(TlsRole Role, TlsFiles Files, IReadOnlyList<string> Alpn, bool Tls12Allowed);

/// <summary>
/// The context in force, renewed when a file of it changes: certificates are rotated while connections live, and those go on with what they began
/// with. Files that cannot be used change nothing and are told of (log, <see cref="Problem"/>).
/// </summary>
public sealed class TlsContextSource : IDisposable
{
    /// <summary>
    /// How often the files are looked at. A change is taken up when they were the same at two looks, since key and certificate may be written one
    /// after the other: after ten seconds at most.
    /// </summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    private const int MaxLoads = 4;

    private readonly Lock _looking = new();
    private readonly TlsContextOptions _options;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private volatile TlsContext _current;
    private volatile string? _problem;
    private Stamps _taken;
    private Stamps _seen;
    private long _renewals;

    /// <summary>Loads the files and begins to look at them.</summary>
    /// <exception cref="TlsFilesException">They cannot be used.</exception>
    public TlsContextSource(TlsContextOptions options, TimeProvider time, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_options, _log) = (options, log);
        _current = Load();
        TlsContextLog.InForce(_log, options.Role, options.Files.CertFile, _current.CertificateNotAfter);
        _timer = time.CreateTimer(static source => ((TlsContextSource)source!).Look(), this, PollInterval, PollInterval);
    }

    /// <summary>The context for the next connection. Ask for each anew; it is not the caller's to dispose.</summary>
    public TlsContext Current => _current;

    /// <summary>Why the files, as they are now, are not in force; null when they are.</summary>
    public string? Problem => _problem;

    /// <summary>Times that changed files came into force.</summary>
    public long Renewals => Interlocked.Read(ref _renewals);

    /// <summary>Takes changed files up at once, for instance on a signal. True if they came into force.</summary>
    public bool Renew()
    {
        lock (_looking)
            return Renew(Stamps.Of(_options.Files));
    }

    /// <summary>Ends the looking. Connections live on.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _current.Dispose();
    }

    private void Look()
    {
        // A look that takes longer than the interval is not joined by another.
        if (!_looking.TryEnter())
            return;
        try
        {
            var stamps = Stamps.Of(_options.Files);
            var settled = stamps == _seen;
            _seen = stamps;
            if (settled)
                Renew(stamps);
        }
#pragma warning disable CA1031 // An exception on the timer's thread would end the process; what is in force stays so.
        catch (Exception e)
#pragma warning restore CA1031
        {
            TlsContextLog.LookFailed(_log, _options.Role, e);
        }
        finally
        {
            _looking.Exit();
        }
    }

    private bool Renew(Stamps stamps)
    {
        // Without a problem, the same files again are no news; with one, whatever was in the way may be gone.
        if (stamps == _taken && _problem is null)
            return false;
        try
        {
            // Whoever has just fetched the old one may still begin a connection with it; it goes when the last of them lets go.
            _current = Load();
            _problem = null;
            Interlocked.Increment(ref _renewals);
            TlsContextLog.InForce(_log, _options.Role, _options.Files.CertFile, _current.CertificateNotAfter);
            return true;
        }
        catch (TlsFilesException e)
        {
            if (stamps != _taken || _problem != e.Message)
                TlsContextLog.Refused(_log, _options.Role, e.Message);
            (_taken, _problem) = (stamps, e.Message);
            return false;
        }
    }

    /// <summary>Loads from files that did not change meanwhile: some of them may be of the old set otherwise.</summary>
    private TlsContext Load()
    {
        for (var loads = 1; ; loads++)
        {
            var before = Stamps.Of(_options.Files);
            if (TryLoad(before, loads == MaxLoads) is not { } context)
                continue;
            (_taken, _seen) = (before, before);
            return context;
        }
    }

    private TlsContext? TryLoad(Stamps before, bool last)
    {
        TlsContext context;
        try
        {
            context = TlsContext.Load(_options.Role, _options.Files, [.. _options.Alpn], _options.Tls12Allowed);
        }
        catch (TlsFilesException) when (!last && before != Stamps.Of(_options.Files))
        {
            return null;
        }

        if (last || before == Stamps.Of(_options.Files))
            return context;
        context.Dispose();
        return null;
    }

    private readonly record struct Stamps(FileStamp Cert, FileStamp Key, FileStamp Ca)
    {
        public static Stamps Of(TlsFiles files) => new(FileStamp.Of(files.CertFile), FileStamp.Of(files.KeyFile), FileStamp.Of(files.CaFile));
    }
}
